{{- define "assay.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "assay.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "assay.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/* Annotations of one manifest and those of all, of which its own count. */}}
{{- define "assay.annotationsWith" -}}
{{- with merge (deepCopy (index . 1)) (deepCopy (index . 0).Values.commonAnnotations) -}}
annotations: {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "assay.selectorLabels" -}}
app.kubernetes.io/name: {{ include "assay.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* Of the pod of `helm test`, which is none of the service's. */}}
{{- define "assay.testLabels" -}}
app.kubernetes.io/name: {{ printf "%s-test" (include "assay.name" . | trunc 58 | trimSuffix "-") | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "assay.labels" -}}
{{ include "assay.labelsWith" (list . dict) }}
{{- end -}}

{{/* The chart's own labels, those of `commonLabels`, and more; of one that comes twice, the chart's own counts. */}}
{{- define "assay.labelsWith" -}}
{{- $top := index . 0 -}}
{{- $own := fromYaml (include "assay.selectorLabels" $top) -}}
{{- $version := $top.Values.image.tag | default $top.Chart.AppVersion | trunc 63 | regexFind "^.*[A-Za-z0-9]" -}}
{{- $_ := set $own "app.kubernetes.io/version" $version -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" $top.Release.Service -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" $top.Chart.Name $top.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") -}}
{{- toYaml (merge $own (deepCopy (index . 1)) (deepCopy $top.Values.commonLabels)) -}}
{{- end -}}

{{- define "assay.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "assay.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "assay.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The environment variable that holds a database's password. */}}
{{- define "assay.passwordVariable" -}}
{{- printf "PASSWORD_OF_%s" (. | upper | replace "-" "_" | replace "." "_") -}}
{{- end -}}

{{/* assay.yml: passwords only as names of environment variables. */}}
{{- define "assay.settings" -}}
{{- $databases := dict -}}
{{- $variables := dict "PASSWORD_OF_THE_STATE" "the state" -}}
{{- range $name, $database := .Values.databases -}}
{{- $variable := include "assay.passwordVariable" $name -}}
{{- with get $variables $variable -}}
{{- fail (printf "databases: the password of %s would have the same environment variable as that of %s (%s): give it another name" $name . $variable) -}}
{{- end -}}
{{- $_ := set $variables $variable $name -}}
{{- $settings := omit $database "existingSecret" "passwordFile" -}}
{{- if $database.existingSecret -}}
{{- $_ := set $settings "password" (printf "${%s}" (include "assay.passwordVariable" $name)) -}}
{{- else if $database.passwordFile -}}
{{- $_ := set $settings "password" (printf "${file:%s}" $database.passwordFile) -}}
{{- end -}}
{{- $_ := set $databases $name $settings -}}
{{- end -}}
{{- $state := dict "url" .Values.state.url "username" .Values.state.username "retention" .Values.state.retention "incident-retention" .Values.state.incidentRetention -}}
{{- if .Values.state.existingSecret.name -}}
{{- $_ := set $state "password" "${PASSWORD_OF_THE_STATE}" -}}
{{- else if .Values.state.passwordFile -}}
{{- $_ := set $state "password" (printf "${file:%s}" .Values.state.passwordFile) -}}
{{- end -}}
{{- $web := dict "port" 8080 "public-read" .Values.web.publicRead -}}
{{- if .Values.web.url -}}
{{- $_ := set $web "url" (trimSuffix "/" .Values.web.url) -}}
{{- end -}}
{{- if .Values.web.existingSecret.name -}}
{{- $_ := set $web "token" "${TOKEN_OF_THE_WEB}" -}}
{{- else if .Values.web.tokenFile -}}
{{- $_ := set $web "token" (printf "${file:%s}" .Values.web.tokenFile) -}}
{{- end -}}
{{- toYaml (dict "assay" (dict "checks" "/etc/assay/checks" "alerts" "/etc/assay/alerts" "data" "/tmp/data" "databases" $databases "state" $state "web" $web)) -}}
{{- end -}}

{{/* The ports of the state database and of those to watch, as their urls have them. */}}
{{- define "assay.databasePorts" -}}
{{- $ports := dict -}}
{{- range prepend (values .Values.databases) .Values.state -}}
{{- range regexFind "//[^/?]+" .url | trimPrefix "//" | splitList "," -}}
{{- $_ := set $ports (regexFind ":[0-9]+$" . | trimPrefix ":" | default "5432") true -}}
{{- end -}}
{{- end -}}
{{- range keys $ports | sortAlpha }}
- {port: {{ . }}, protocol: TCP}
{{- end -}}
{{- end -}}

{{/* Refuses files that do not fit into a ConfigMap, of which the server says so only in passing. */}}
{{- define "assay.fit" -}}
{{- $bytes := 0 -}}
{{- range $name, $content := .files -}}
{{- $bytes = add $bytes (len $name) (len $content) -}}
{{- end -}}
{{- if gt (int $bytes) 1000000 -}}
{{- fail (printf "%s: the files have %d bytes together, and a ConfigMap holds 1 MiB: put them into ConfigMaps of your own, and name these under %s" .key (int $bytes) .instead) -}}
{{- end -}}
{{- end -}}

{{/* Refuses what Kubernetes would take, and start no pod with or another one than is meant. */}}
{{- define "assay.refuse" -}}
{{- if not .Values.image.repository -}}
{{- fail "image.repository: where is the image? Name the place that it was pushed to, such as registry.example.com/assay" -}}
{{- end -}}
{{- if not .Values.state.url -}}
{{- fail "state.url: which PostgreSQL database keeps the results? Name one, such as jdbc:postgresql://db.example.com:5432/assay" -}}
{{- end -}}
{{- $urls := dict "state" .Values.state -}}
{{- $variables := dict "ASSAY_LOG_FORMAT" "log.format" "ASSAY_LOG_LEVEL" "log.level" -}}
{{- if .Values.javaOpts -}}{{- $_ := set $variables "JDK_JAVA_OPTIONS" "javaOpts" -}}{{- end -}}
{{- if .Values.state.existingSecret.name -}}{{- $_ := set $variables "PASSWORD_OF_THE_STATE" "state.existingSecret" -}}{{- end -}}
{{- if .Values.web.existingSecret.name -}}{{- $_ := set $variables "TOKEN_OF_THE_WEB" "web.existingSecret" -}}{{- end -}}
{{- range $name, $database := .Values.databases -}}
{{- $_ := set $urls (printf "databases.%s" $name) $database -}}
{{- if $database.existingSecret -}}{{- $_ := set $variables (include "assay.passwordVariable" $name) (printf "databases.%s.existingSecret" $name) -}}{{- end -}}
{{- end -}}
{{- range $of, $database := $urls -}}
{{- if regexMatch "[?&]password=" $database.url -}}
{{- fail (printf "%s.url: a password in it would be in a ConfigMap for all to read: name its Secret under %s.existingSecret" $of $of) -}}
{{- end -}}
{{- end -}}
{{- range $of, $database := $urls -}}
{{- if and $database.passwordFile (dig "existingSecret" "name" "" $database) -}}
{{- fail (printf "%s: the password is in existingSecret or in passwordFile, not in both" $of) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.web.tokenFile .Values.web.existingSecret.name -}}
{{- fail "web: the token is in existingSecret or in tokenFile, not in both" -}}
{{- end -}}
{{- range concat .Values.initContainers .Values.extraContainers -}}
{{- if eq .name "assay" -}}{{- fail "extraContainers: the container of Assay has the name assay: give it another name" -}}{{- end -}}
{{- end -}}
{{- range $name, $_ := .Values.secrets -}}
{{- with get $variables $name -}}{{- fail (printf "secrets: %s is the environment variable of %s: give it another name" $name .) -}}{{- end -}}
{{- $_ := set $variables $name "secrets" -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- $name := .name -}}
{{- with get $variables $name -}}{{- fail (printf "extraEnv: %s is set by %s" $name .) -}}{{- end -}}
{{- $_ := set $variables $name "extraEnv" -}}
{{- end -}}
{{- $volumes := list "settings" "checks" "alerts" "tmp" -}}
{{- range .Values.extraVolumes -}}
{{- if has .name $volumes -}}{{- fail (printf "extraVolumes: there is a volume %s already: give it another name" .name) -}}{{- end -}}
{{- $volumes = append $volumes .name -}}
{{- end -}}
{{- $mounts := list "/etc/assay/settings" "/etc/assay/checks" "/etc/assay/alerts" "/tmp" -}}
{{- range .Values.extraVolumeMounts -}}
{{- if not (has .name $volumes) -}}{{- fail (printf "extraVolumeMounts: there is no volume %s: give it under extraVolumes" .name) -}}{{- end -}}
{{- if has (trimSuffix "/" .mountPath) $mounts -}}{{- fail (printf "extraVolumeMounts: %s is mounted already" .mountPath) -}}{{- end -}}
{{- $mounts = append $mounts (trimSuffix "/" .mountPath) -}}
{{- end -}}
{{- end -}}

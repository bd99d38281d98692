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

{{- define "assay.selectorLabels" -}}
app.kubernetes.io/name: {{ include "assay.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "assay.labels" -}}
{{ include "assay.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
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
{{- range $name, $database := .Values.databases -}}
{{- $settings := omit $database "existingSecret" -}}
{{- if $database.existingSecret -}}
{{- $_ := set $settings "password" (printf "${%s}" (include "assay.passwordVariable" $name)) -}}
{{- end -}}
{{- $_ := set $databases $name $settings -}}
{{- end -}}
{{- $state := dict "url" .Values.state.url "username" .Values.state.username "retention" .Values.state.retention -}}
{{- if .Values.state.existingSecret.name -}}
{{- $_ := set $state "password" "${PASSWORD_OF_THE_STATE}" -}}
{{- end -}}
{{- $web := dict "port" 8080 "public-read" .Values.web.publicRead -}}
{{- if .Values.web.url -}}
{{- $_ := set $web "url" .Values.web.url -}}
{{- end -}}
{{- if .Values.web.existingSecret.name -}}
{{- $_ := set $web "token" "${TOKEN_OF_THE_WEB}" -}}
{{- end -}}
{{- toYaml (dict "assay" (dict "checks" "/etc/assay/checks" "alerts" "/etc/assay/alerts" "data" "/tmp/data" "databases" $databases "state" $state "web" $web)) -}}
{{- end -}}

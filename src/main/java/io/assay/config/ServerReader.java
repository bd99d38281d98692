package io.assay.config;

import io.assay.alert.Receiver.Address;
import io.assay.alert.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads receivers that are servers of one's own: a webhook, an Alertmanager.
final class ServerReader {
  private static final String API = "/api/v2/alerts";

  /// What may stand in a header, in one word.
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final ValueReader values;
  private final References references;

  ServerReader(ValueReader values, References references) {
    this.values = values;
    this.references = references;
  }

  Optional<Address> webhook(Yaml.Field channel) {
    return values
        .fields(channel, "{url, secret}")
        .flatMap(webhook -> {
          values.onlyKeys(webhook, List.of("url", "secret"));
          Optional<String> url = required(channel, webhook, "url").flatMap(this::url);
          Optional<Secret> secret = required(channel, webhook, "secret").flatMap(this::signing);
          return url.flatMap(
              found -> secret.map(key -> new Address.Webhook(new Secret(found), key)));
        });
  }

  Optional<Address> alertmanager(Yaml.Field channel) {
    return values
        .fields(channel, "{url}")
        .flatMap(server -> {
          values.onlyKeys(server, List.of("url", "username", "password", "token"));
          Optional<String> url =
              required(channel, server, "url").flatMap(this::url).map(ServerReader::base);
          Optional<Address.Login> login = login(channel, server);
          return url.flatMap(
              found -> login.map(checked -> new Address.Alertmanager(found, checked)));
        });
  }

  /// Returns an address, which may refer to variables and files.
  Optional<String> url(Yaml.Field field) {
    return values
        .text(field, "an address such as https://example.com/")
        .flatMap(references::text)
        .flatMap(url ->
            ReceiverReader.isUrl(url)
                ? Optional.of(url)
                : values.wrong(
                    field.valueAt(), "'" + field.key() + "' needs an http or https address"));
  }

  private Optional<Address.Login> login(Yaml.Field channel, Yaml.Fields server) {
    Optional<Yaml.Field> username = server.find("username");
    Optional<Yaml.Field> password = server.find("password");
    Optional<Yaml.Field> token = server.find("token");
    if (token.isPresent() && (username.isPresent() || password.isPresent())) {
      return values.wrong(
          token.get().at(), "'token' does not go with 'username' and 'password'; remove one");
    }
    if (token.isPresent()) {
      return references
          .secret(token.get())
          .flatMap(secret -> oneWord(token.get(), secret))
          .map(Address.Login.Bearer::new);
    }
    if (username.isEmpty() && password.isEmpty()) {
      return Optional.of(new Address.Login.None());
    }
    Optional<String> name =
        required(channel, server, "username")
            .flatMap(field -> values.text(field, "a name"))
            .flatMap(references::text);
    Optional<Secret> secret = required(channel, server, "password").flatMap(references::secret);
    return name.flatMap(who -> secret.map(word -> new Address.Login.Basic(who, word)));
  }

  private Optional<Secret> oneWord(Yaml.Field field, Secret secret) {
    return TOKEN.matcher(secret.value()).matches()
        ? Optional.of(secret)
        : values.wrong(field.valueAt(), "'token' must refer to one word without spaces");
  }

  private Optional<Secret> signing(Yaml.Field field) {
    return references
        .secret(field)
        .flatMap(secret ->
            !secret.value().startsWith(Secret.SIGNING) || isKey(secret.value())
                ? Optional.of(secret)
                : values.wrong(
                    field.valueAt(),
                    "'secret' refers to one that begins with %s and does not go on in base64; give it whole, or one that begins otherwise"
                        .formatted(Secret.SIGNING)));
  }

  private static boolean isKey(String secret) {
    try {
      return Base64.getDecoder().decode(secret.substring(Secret.SIGNING.length())).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<Yaml.Field> required(Yaml.Field channel, Yaml.Fields fields, String key) {
    Optional<Yaml.Field> field = fields.find(key);
    return field.isPresent() || ShapeReader.misspelt(List.of(key), fields)
        ? field
        : values.wrong(channel.at(), "'%s' needs '%s'".formatted(channel.key(), key));
  }

  private static String base(String url) {
    String whole = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return whole.endsWith(API) ? whole.substring(0, whole.length() - API.length()) : whole;
  }
}

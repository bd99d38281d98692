package io.assay.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The way out to receivers through a proxy, as the environment says it in `HTTPS_PROXY`,
/// `HTTP_PROXY` and `NO_PROXY`. Java goes by properties of its own: what is given there wins.
final class EgressProxy {
  /// Networks of whole bytes are all that java's list can hold.
  private static final Pattern NETWORK =
      Pattern.compile("(\\d+\\.)(?:0\\.0\\.0/8|(\\d+\\.)(?:0\\.0/16|(\\d+\\.)0/24))");

  private static final String DIRECT = "localhost|127.*|[::1]";

  private EgressProxy() {}

  /// Takes over what the environment says. Returns the sentence about what is wrong with it;
  /// nothing when it is fine.
  static Optional<String> apply(Map<String, String> environment, Properties properties) {
    for (String scheme : List.of("https", "http")) {
      String name = scheme + "_proxy";
      String proxy = said(environment, name);
      if (proxy.isEmpty() || properties.containsKey(scheme + ".proxyHost")) {
        continue;
      }
      Optional<URI> at = read(proxy);
      if (at.isEmpty()) {
        return Optional.of(
            name.toUpperCase(Locale.ROOT)
                + " must be the address of a proxy without a login, such as"
                + " http://proxy.example.com:3128");
      }
      properties.setProperty(scheme + ".proxyHost", at.get().getHost());
      properties.setProperty(scheme + ".proxyPort", String.valueOf(at.get().getPort()));
    }
    String direct = said(environment, "no_proxy");
    if (!direct.isEmpty() && !properties.containsKey("http.nonProxyHosts")) {
      properties.setProperty("http.nonProxyHosts", withoutProxy(direct));
    }
    return Optional.empty();
  }

  /// In small letters first, as curl does.
  private static String said(Map<String, String> environment, String name) {
    String small = environment.getOrDefault(name, "");
    return small.isBlank()
        ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").strip()
        : small.strip();
  }

  private static Optional<URI> read(String proxy) {
    try {
      URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
      return Optional.of(uri)
          .filter(it -> it.getHost() != null && it.getPort() > 0 && it.getUserInfo() == null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int bytes(Matcher network) {
    return Math.max(network.end(1), Math.max(network.end(2), network.end(3)));
  }

  /// A name stands for itself and for what is below it.
  private static String withoutProxy(String list) {
    List<String> hosts = new ArrayList<>(List.of(DIRECT));
    for (String each : list.split("[,\\s]+")) {
      Matcher network = NETWORK.matcher(each);
      if (network.matches()) {
        hosts.add(each.substring(0, bytes(network)) + "*");
      } else if (each.startsWith(".")) {
        hosts.add("*" + each);
      } else if (!each.isEmpty()) {
        hosts.add(each);
        hosts.add("*." + each);
      }
    }
    return String.join("|", hosts);
  }
}

package io.assay.alert.channel;

import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.runtime.ApplicationConfiguration;
import jakarta.inject.Singleton;

/// How long a call to PagerDuty may take. An event is never sent on to another address.
@Singleton
final class PagerDutyTimeouts extends HttpClientConfiguration {
  private final ConnectionPoolConfiguration pool = new ConnectionPoolConfiguration();

  PagerDutyTimeouts(ChannelOptions options, ApplicationConfiguration application) {
    super(application);
    setConnectTimeout(options.timeout());
    setReadTimeout(options.timeout());
    setRequestTimeout(options.timeout());
    setFollowRedirects(false);
    setExceptionOnErrorStatus(false);
  }

  @Override
  public ConnectionPoolConfiguration getConnectionPoolConfiguration() {
    return pool;
  }
}

package io.assay.alert.channel;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.client.annotation.Client;
import java.util.Map;

/// PagerDuty's Events API v2. The whole address is given with each call, since the region is the
/// receiver's.
@Client(configuration = PagerDutyTimeouts.class)
interface PagerDutyHttp {

  /// Sends one event. Throws HttpClientException when the answer is not a success.
  @Post("{+url}")
  HttpResponse<String> enqueue(@PathVariable String url, @Body Map<String, Object> event);
}

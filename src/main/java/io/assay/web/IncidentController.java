package io.assay.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.assay.alert.Deliveries;
import io.assay.alert.HeldBack;
import io.assay.incident.Incident;
import io.assay.incident.Incidents;
import io.assay.incident.Openings;
import io.assay.web.story.PostMortem;
import io.assay.web.story.Stories;
import io.assay.web.story.Story;
import io.assay.web.story.StoryText;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The incidents: a list, and the story of each.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class IncidentController {
  private static final int MOST = 200;
  private static final MediaType TEXT = MediaType.of("text/plain;charset=utf-8");
  private static final MediaType MARKDOWN = MediaType.of("text/markdown;charset=utf-8");

  private final Incidents incidents;
  private final Openings openings;
  private final Stories stories;
  private final Deliveries deliveries;
  private final Links links;
  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
  private final InstantSource clock = InstantSource.system();

  IncidentController(
      Incidents incidents, Openings openings, Stories stories, Deliveries deliveries, Links links) {
    this.incidents = incidents;
    this.openings = openings;
    this.stories = stories;
    this.deliveries = deliveries;
    this.links = links;
  }

  /// The open incidents, oldest first; with `all` the last 200, newest first.
  @Get("/api/incidents")
  HttpResponse<?> list(
      @QueryValue(defaultValue = "false") boolean all,
      @QueryValue(defaultValue = "json") String format) {
    List<Incident> found = all ? incidents.latest(MOST) : incidents.open();
    Map<UUID, String> said = openings.of(found);
    return switch (format) {
      case "json" -> {
        List<HeldBack> held = deliveries.heldBack();
        yield HttpResponse.ok(
            found.stream()
                .map(incident -> IncidentView.of(incident, Openings.wrong(incident, said), held))
                .toList());
      }
      case "text" -> HttpResponse.ok(StoryText.list(found, said)).contentType(TEXT);
      default -> refused("json or text");
    };
  }

  @Get("/api/incidents/{id}")
  HttpResponse<?> show(String id, @QueryValue(defaultValue = "json") String format) {
    return switch (format) {
      case "json" ->
          story(id, story -> HttpResponse.ok(StoryView.of(story, deliveries.heldBack())));
      case "text" ->
          story(id, story -> HttpResponse.ok(StoryText.of(story, link(story))).contentType(TEXT));
      case "markdown" ->
          story(
              id,
              story -> HttpResponse.ok(PostMortem.of(story, link(story))).contentType(MARKDOWN));
      default -> refused("json, text or markdown");
    };
  }

  @Get("/incidents/{id}")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<?> page(String id) {
    return story(
        id,
        story -> {
          StringOutput html = new StringOutput();
          templates.render("incident.jte", IncidentPage.of(story), html);
          return SafePage.of(html.toString());
        });
  }

  private String link(Story story) {
    return links.incident(story.incident().id());
  }

  private HttpResponse<?> story(String id, Function<Story, HttpResponse<?>> found) {
    return uuid(id)
        .flatMap(incident -> stories.find(incident, clock.instant()))
        .<HttpResponse<?>>map(found)
        .orElseGet(() ->
            HttpResponse.notFound(
                    Map.of(
                        "error",
                        "There is no such incident; 'assay incident list --all' and /api/incidents?all=true name the last ones."))
                .contentType(MediaType.APPLICATION_JSON_TYPE));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static HttpResponse<?> refused(String formats) {
    return HttpResponse.badRequest(Map.of("error", "'format' is " + formats + "."));
  }
}

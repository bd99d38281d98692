package io.assay.cli;

import io.assay.check.Check;
import io.assay.check.Observation;
import io.assay.check.Verdict;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// The results of `assay run` in the forms that machines read.
final class Reports {

  /// One check and what it came to.
  record Line(Check check, Verdict verdict) {
    /// Returns the title and what is the case, as one sentence without a final full stop.
    String sentence() {
      return check.title()
          + ": "
          + switch (verdict) {
            case Verdict.Pass pass -> pass.seen().inFull();
            case Verdict.Breach breach -> breach.seen().inFull();
            case Verdict.Errored errored -> errored.why().text();
            case Verdict.Unknown unknown -> unknown.why();
          };
    }

    Optional<Observation> seen() {
      return switch (verdict) {
        case Verdict.Pass pass -> Optional.of(pass.seen());
        case Verdict.Breach breach -> Optional.of(breach.seen());
        case Verdict.Errored _, Verdict.Unknown _ -> Optional.empty();
      };
    }
  }

  private Reports() {}

  /// Returns a list of plain maps, in the order of the checks, ready to be written as JSON.
  static List<Map<String, Object>> json(List<Line> lines) {
    return lines.stream().map(Reports::json).toList();
  }

  private static Map<String, Object> json(Line line) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("check", line.check().id().value());
    object.put("kind", line.check().kind().keyword());
    object.put("status", line.verdict().word());
    if (line.verdict() instanceof Verdict.Breach breach) {
      object.put("severity", breach.severity().word());
    }
    object.put("sentence", line.sentence());
    line.seen()
        .ifPresent(seen -> {
          seen.value().ifPresent(value -> object.put("value", value));
          object.put("observed", seen.observed());
          object.put("expected", seen.expected());
        });
    line.check().about().owner().ifPresent(owner -> object.put("owner", owner));
    line.check().about().runbook().ifPresent(runbook -> object.put("runbook", runbook));
    object.put("declared", line.check().about().declared().place());
    return object;
  }

  /// Returns a JUnit XML report: one test case a check, a breach as a failure, an error as an
  /// error, unknown as skipped.
  static String junit(List<Line> lines) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "assay");
      xml.writeAttribute("tests", String.valueOf(lines.size()));
      xml.writeAttribute("failures", count(lines, "breach"));
      xml.writeAttribute("errors", count(lines, "error"));
      xml.writeAttribute("skipped", count(lines, "unknown"));
      for (Line line : lines) {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", line.check().target().database());
        xml.writeAttribute("name", clean(line.check().id().value()));
        xml.writeAttribute("file", clean(line.check().about().declared().path()));
        xml.writeAttribute("line", String.valueOf(line.check().about().declared().line()));
        writeOutcome(xml, line);
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the JUnit report could not be written", e);
    }
    return ascii(text.toString());
  }

  /// Returns a report whose characters beyond ASCII are written as references, so that it says the
  /// same whatever encoding the terminal or the pipe has.
  private static String ascii(String report) {
    StringBuilder all = new StringBuilder();
    report
        .codePoints()
        .forEach(character -> {
          if (character < 0x7f) {
            all.appendCodePoint(character);
          } else {
            all.append("&#").append(character).append(';');
          }
        });
    return all.toString();
  }

  private static void writeOutcome(XMLStreamWriter xml, Line line) throws XMLStreamException {
    String element =
        switch (line.verdict()) {
          case Verdict.Pass _ -> "";
          case Verdict.Breach _ -> "failure";
          case Verdict.Errored _ -> "error";
          case Verdict.Unknown _ -> "skipped";
        };
    if (!element.isEmpty()) {
      xml.writeEmptyElement(element);
      xml.writeAttribute("message", clean(line.sentence()));
    }
  }

  private static String count(List<Line> lines, String word) {
    return String.valueOf(
        lines.stream().filter(line -> line.verdict().word().equals(word)).count());
  }

  /// XML 1.0 has no way to write most control characters.
  private static String clean(String text) {
    return text.replaceAll(
        "[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }
}

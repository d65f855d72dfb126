package io.penstock.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
    @Test
    void needsNoOtherFileToBeShown() {
        final String html = HtmlReport.toHtml(MadeUpCall.both());
        assertFalse(Pattern.compile("<link|<script [^>]*src|@import|url\\((?!#)|https?://").matcher(html).find(),
            "something is fetched from elsewhere");
    }

    @Test
    void drawsWellFormedPictures() throws Exception {
        final List<Document> pictures = pictures(HtmlReport.toHtml(MadeUpCall.both()));
        assertTrue(pictures.size() > 8, pictures.size() + " pictures");
    }

    @Test
    void keepsEveryCoordinateFinite() {
        final String html = HtmlReport.toHtml(MadeUpCall.both()) + HtmlReport.toHtml(MadeUpCall.oneEnd());
        assertFalse(html.contains("NaN") || html.contains("Infinity"), "a coordinate is no number");
    }

    @Test
    void showsTextFromOutsideAsText() {
        final String html = HtmlReport.toHtml(MadeUpCall.both());
        assertTrue(html.contains("Markup &lt;b&gt;stays text&lt;/b&gt;."));
        assertFalse(html.contains("<declared>"));
    }

    @Test
    void holdsLatencyAgainstItsBudgets() {
        final String html = HtmlReport.toHtml(MadeUpCall.both());
        assertTrue(html.contains("<span>Video latency</span><span class=\"chip ok\">under 200 ms</span>"), "112 ms is within the budget");
        assertTrue(html.contains("1 figure needs a look"), "packets were lost, nothing else");
    }

    @Test
    void showsADashWhereNothingWasMeasured() {
        final String html = HtmlReport.toHtml(MadeUpCall.oneEnd());
        assertTrue(html.contains("<div class=\"big\">–<small></small></div>"), "the load of the machine is unknown");
        assertFalse(html.contains("null"), "null is no figure");
    }

    @Test
    void saysWhatWasDroppedTheMostFirst() {
        final String html = HtmlReport.toHtml(MadeUpCall.both());
        assertTrue(html.indexOf(">until-keyframe<") < html.indexOf(">too-old<")
            && html.indexOf(">too-old<") < html.indexOf(">replaced-by-newer<"));
        assertTrue(html.indexOf(">until-keyframe<") > 0);
    }

    @Test
    void bringsTheSnapshotAlong(@TempDir final Path folder) throws Exception {
        Files.write(folder.resolve("call-b.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        HtmlReport.write(MadeUpCall.both(), folder.resolve("call-report.html"));
        assertTrue(Files.readString(folder.resolve("call-report.html")).contains("src=\"data:image/png;base64,iVBORw==\""));
    }

    @Test
    void drawsEveryStageOfAGraphOnceAndNoTwoOnOnePlace() throws Exception {
        final Document picture = parse(GraphPicture.draw("a", MadeUpCall.DOT).toString());
        final List<String> places = new ArrayList<>();
        final var boxes = picture.getElementsByTagName("rect");
        for (int i = 0; i < boxes.getLength(); i++) {
            final var attributes = boxes.item(i).getAttributes();
            if ("node".equals(attributes.getNamedItem("class").getNodeValue())) {
                places.add(attributes.getNamedItem("x").getNodeValue() + " " + attributes.getNamedItem("y").getNodeValue());
            }
        }
        assertEquals(8, places.size());
        assertEquals(8, places.stream().distinct().count(), places.toString());
    }

    @Test
    void drawsFeedbackAndWhatItDoesNotKnowWithoutHarm() throws Exception {
        final String loop = "digraph \"loop\" {\n  subgraph cluster_0 {\n    label=\"x\";\n    s0 [label=\"a\\nt\"];\n    s1 [label=\"b\\nt\"];\n"
            + "  }\n"
            + "  subgraph cluster_1 {\n    label=\"y\";\n    s2 [label=\"c\\nt\"];\n  }\n  s0 -> s1 [label=\"f\"];\n"
            + "  s1 -> s2 [label=\"f\\nlatest()\", style=dashed];\n"
            + "  s2 -> s0 [label=\"f\", style=dashed];\n  s2 -> s9 [label=\"f\"];\n}\n";
        assertEquals(3, parse(GraphPicture.draw("loop", loop).toString()).getElementsByTagName("g").getLength() - 3,
            "three edges beside three stages");
        parse(GraphPicture.draw("none", "graph {}").toString());
    }

    @Test
    void readsBackWhatTheEngineQuotes() {
        final DotGraph graph = DotGraph.parse("  s0 [label=\"a \\\"b\\\" \\\\ c\\ntype\"];\n");
        assertEquals(List.of("a \"b\" \\ c", "type"), graph.nodes().get("s0").lines());
    }

    @Test
    void roundsFiguresToWhatTheyAreWorth() {
        final Map<Double, String> cases = Map.of(0.414, "0.41", 4.129, "4.13", 41.26, "41.3", 413.4, "413", 2.0, "2", 20_000.0,
            "20\u202f000", Double.NaN, "–");
        cases.forEach((value, shown) -> assertEquals(shown, Figures.short3(value)));
    }

    private static List<Document> pictures(final String html) throws Exception {
        final List<Document> pictures = new ArrayList<>();
        final Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
        while (svg.find()) {
            pictures.add(parse(svg.group()));
        }
        return pictures;
    }

    private static Document parse(final String svg) throws Exception {
        final DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        return builder.parse(new InputSource(new StringReader(svg)));
    }
}

package io.penstock.benchmarks.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.examples.call.CallFigures;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Figures as JSON, histograms whole, for the process that sums up. */
final class FiguresJson {
    static final ObjectMapper JSON = new ObjectMapper();

    private FiguresJson() {
    }

    static ObjectNode write(final CallFigures figures) {
        final ObjectNode json = JSON.createObjectNode();
        json.set("video", write(figures.video()));
        json.set("audio", write(figures.audio()));
        json.set("load", JSON.valueToTree(figures.load()));
        return json.put("warmUpS", figures.warmUpS());
    }

    static CallFigures read(final JsonNode json) throws java.io.IOException {
        return new CallFigures(medium(json.path("video")), medium(json.path("audio")), JSON.treeToValue(json.path("load"), CallFigures.Load.class),
            json.path("warmUpS").asDouble());
    }

    private static ObjectNode write(final CallFigures.Medium medium) {
        return JSON.createObjectNode().put("seen", encoded(medium.seen())).put("corrected", encoded(medium.corrected()))
            .put("engine", encoded(medium.engine())).put("sent", medium.sent()).put("shown", medium.shown()).put("unseen", medium.unseen())
            .put("freezes", medium.freezes()).put("concealed", medium.concealed());
    }

    private static CallFigures.Medium medium(final JsonNode json) throws java.io.IOException {
        return new CallFigures.Medium(histogram(json.path("seen")), histogram(json.path("corrected")), histogram(json.path("engine")),
            json.path("sent").asLong(), json.path("shown").asLong(), json.path("unseen").asLong(), json.path("freezes").asLong(),
            json.path("concealed").asLong());
    }

    private static String encoded(final Histogram histogram) {
        final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static Histogram histogram(final JsonNode json) throws java.io.IOException {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(json.asText())), 0);
        } catch (final DataFormatException e) {
            throw new java.io.IOException("not a histogram", e);
        }
    }
}

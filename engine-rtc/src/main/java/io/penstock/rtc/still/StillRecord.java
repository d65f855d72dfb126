package io.penstock.rtc.still;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.error.CodecException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * What stands in a still about itself.
 *
 * @param occasion      when, where and by whom it was taken.
 * @param width         of the picture, pixels.
 * @param height        of the picture, pixels.
 * @param pictureBytes  size of the PNG before the record and the signature were put in.
 * @param pictureSha256 of that PNG, hexadecimal.
 * @param key           public half of the key that signed: X.509 encoding in Base64.
 */
public record StillRecord(StillOccasion occasion, int width, int height, long pictureBytes, String pictureSha256, String key) {
    private static final ObjectMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    /**
     * The half of the key that stands in the record.
     *
     * @return X.509 encoding; empty if that is none.
     */
    public byte[] publicKey() {
        try {
            return Base64.getDecoder().decode(key);
        } catch (final IllegalArgumentException e) {
            return new byte[0];
        }
    }

    boolean isOfKey(final byte[] other) {
        return Arrays.equals(publicKey(), other);
    }

    /** In the order in which a person reads it. */
    byte[] json() {
        try {
            return JSON.writeValueAsBytes(JSON.createObjectNode().put("claim", occasion.claim()).put("label", occasion.label())
                .put("takenBy", occasion.takenBy()).put("takenAt", occasion.takenAt().toString()).put("mediaTimeMs", occasion.mediaTimeMs())
                .put("room", occasion.room()).put("participant", occasion.participant()).put("track", occasion.track())
                .put("rtpTimestamp", occasion.rtpTimestamp() & UNSIGNED).put("width", width).put("height", height)
                .put("pictureBytes", pictureBytes).put("pictureSha256", pictureSha256).put("key", key));
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static StillRecord parse(final byte[] json) {
        try {
            final JsonNode node = JSON.readTree(json);
            return new StillRecord(new StillOccasion(text(node, "claim"), text(node, "label"), text(node, "takenBy"), text(node, "room"),
                text(node, "participant"), (int) number(node, "track"), Instant.parse(text(node, "takenAt")), number(node, "mediaTimeMs"),
                (int) number(node, "rtpTimestamp")), (int) number(node, "width"), (int) number(node, "height"), number(node, "pictureBytes"),
                text(node, "pictureSha256"), text(node, "key"));
        } catch (final IOException | DateTimeException e) {
            throw new CodecException("still: its record is none: " + e.getMessage(), e);
        }
    }

    private static String text(final JsonNode node, final String name) {
        if (!node.path(name).isTextual()) {
            throw new CodecException("still: its record has no text " + name);
        }
        return node.get(name).textValue();
    }

    private static long number(final JsonNode node, final String name) {
        if (!node.path(name).isIntegralNumber() || !node.get(name).canConvertToLong()) {
            throw new CodecException("still: its record has no number " + name);
        }
        return node.get(name).longValue();
    }
}

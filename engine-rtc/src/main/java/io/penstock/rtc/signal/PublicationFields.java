package io.penstock.rtc.signal;

import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.signal.RoomHost.Publication;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A request to publish as it came: names and numbers that may be anything. */
record PublicationFields(String kind, String codec, String label, List<Publication.Layer> layers) {
    private static final int MOST_BITRATE = 100_000_000;

    /** What it says, if that can be forwarded. */
    Publication checked(final int mostLayers, final int longestLabel, final int largest) {
        final boolean video = "video".equals(kind);
        check(video || "audio".equals(kind), "\"kind\" is \"audio\" or \"video\"");
        check(video ? "h264".equals(codec) : "opus".equals(codec), "the \"codec\" of " + kind + " is \"" + (video ? "h264" : "opus") + '"');
        check(label != null && label.length() <= longestLabel && label.chars().noneMatch(Character::isISOControl),
            "a \"label\" has at most " + longestLabel + " characters");
        check(layers != null && !layers.isEmpty() && layers.size() <= (video ? mostLayers : 1),
            "\"layers\" are 1–" + mostLayers + " encodings of a picture, or one of sound");
        final Set<Integer> used = new HashSet<>();
        int last = 0;
        for (final Publication.Layer layer : layers) {
            check(layer != null && layer.ssrc() != 0 && used.add(layer.ssrc()) && (layer.rtxSsrc() == 0 || used.add(layer.rtxSsrc())),
                "each \"ssrc\" and \"rtxSsrc\" is another number, and \"ssrc\" is not 0");
            check(layer.width() >= 0 && layer.width() <= largest && layer.height() >= 0 && layer.height() <= largest && layer.height() >= last,
                "pictures have 0–" + largest + " pixels a side, the smallest first");
            check(layer.bitrate() > 0 && layer.bitrate() <= MOST_BITRATE, "a \"bitrate\" is 1–" + MOST_BITRATE + " bits a second");
            last = layer.height();
        }
        return new Publication(video ? MediaKind.VIDEO : MediaKind.AUDIO, video ? CodecId.H264 : CodecId.OPUS, label, List.copyOf(layers));
    }

    private static void check(final boolean holds, final String words) {
        if (!holds) {
            throw new SignalException("malformed", "publish: " + words);
        }
    }
}

package io.penstock.rtc.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What is known of the last seconds of a received stream: its pictures, when key frames were asked for, when the threads stood still. One thread. */
final class Evidence {
    private static final int MOST_PICTURES = 1024;
    private static final int PACKETS = 4096;
    private static final int MOST_SPANS = 64;
    private static final int LOOK_BACK = 256;
    private static final int MANY_MORE = 3;
    private static final int LOSSY_SHARE = 5;
    private static final int USUAL = 15;
    private static final long USUAL_FRAME_NS = 33_333_333L;

    /** In the order of their epochs and media times. */
    private final List<Picture> pictures = new ArrayList<>();
    private final long[] arrivalNs = new long[PACKETS];
    private final long[] queueNs = new long[PACKETS];
    private final long[] heldUpNs = new long[2 * MOST_SPANS];
    private final long[] askedNs = new long[MOST_SPANS];
    private int packets;
    private int heldUp;
    private int asked;
    private int epoch;

    void restarted() {
        epoch++;
    }

    void packet(final long number, final long mediaNs, final long promptNs, final long atNs, final boolean repaired, final boolean keyframe) {
        picture(number, mediaNs, promptNs, atNs).packet(number, atNs, repaired, keyframe);
        if (!repaired) {
            final int i = packets++ & PACKETS - 1;
            arrivalNs[i] = atNs;
            queueNs[i] = atNs - promptNs;
        }
    }

    private Picture picture(final long number, final long mediaNs, final long promptNs, final long atNs) {
        int i = pictures.size();
        while (i > 0 && isBehind(pictures.get(i - 1), mediaNs)) {
            i--;
        }
        if (i > 0 && pictures.get(i - 1).epoch == epoch && pictures.get(i - 1).mediaNs == mediaNs) {
            return pictures.get(i - 1);
        }
        final Picture picture = new Picture(epoch, mediaNs, promptNs, number, atNs);
        pictures.add(i, picture);
        if (pictures.size() > MOST_PICTURES) {
            pictures.subList(0, MOST_PICTURES / 2).clear();
        }
        return picture;
    }

    private boolean isBehind(final Picture picture, final long mediaNs) {
        return picture.epoch == epoch && picture.mediaNs > mediaNs;
    }

    void putOut(final long mediaNs, final int rtpTimestamp, final long dueNs, final long nowNs) {
        for (int i = pictures.size() - 1; i >= Math.max(0, pictures.size() - LOOK_BACK); i--) {
            final Picture picture = pictures.get(i);
            if (picture.epoch == epoch && picture.mediaNs == mediaNs) {
                picture.dueNs = dueNs;
                picture.putOutNs = nowNs;
                picture.rtpTimestamp = rtpTimestamp;
                return;
            }
        }
    }

    /** Returns the picture that was shown; null if it is not known (any more). */
    Picture shown(final int rtpTimestamp, final long nowNs) {
        for (int i = pictures.size() - 1; i >= Math.max(0, pictures.size() - LOOK_BACK); i--) {
            final Picture picture = pictures.get(i);
            if (picture.isPutOut() && picture.rtpTimestamp == rtpTimestamp) {
                picture.shownNs = nowNs;
                return picture;
            }
        }
        return null;
    }

    void heldUp(final long fromNs, final long untilNs) {
        final int i = heldUp++ % MOST_SPANS * 2;
        heldUpNs[i] = fromNs;
        heldUpNs[i + 1] = untilNs;
    }

    void keyframeAsked(final long nowNs) {
        askedNs[asked++ % MOST_SPANS] = nowNs;
    }

    /** When a key frame was first asked for in a span; {@link Long#MAX_VALUE} = it was not. */
    long firstAskedNs(final long fromNs, final long untilNs) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < Math.min(asked, MOST_SPANS); i++) {
            if (askedNs[i] >= fromNs && askedNs[i] <= untilNs) {
                first = Math.min(first, askedNs[i]);
            }
        }
        return first;
    }

    /** For how long of a span the threads stood still. */
    long heldUpNs(final long fromNs, final long untilNs) {
        long sumNs = 0;
        for (int i = 0; i < Math.min(heldUp, MOST_SPANS); i++) {
            sumNs += Math.max(0, Math.min(untilNs, heldUpNs[2 * i + 1]) - Math.max(fromNs, heldUpNs[2 * i]));
        }
        return sumNs;
    }

    /** Whether packets came in a span that had been asked for. */
    boolean repairedSince(final long fromNs, final long untilNs) {
        for (int i = pictures.size() - 1; i >= Math.max(0, pictures.size() - LOOK_BACK); i--) {
            final Picture picture = pictures.get(i);
            if (picture.repaired > 0 && picture.lastArrivalNs >= fromNs && picture.lastArrivalNs <= untilNs) {
                return true;
            }
        }
        return false;
    }

    /** The pictures from one to another, both included; none if one is not known any more. */
    List<Picture> between(final Picture first, final Picture last) {
        final int from = pictures.indexOf(first);
        final int to = pictures.lastIndexOf(last);
        return from < 0 || to < from ? List.of() : pictures.subList(from, to + 1);
    }

    /** How far apart pictures usually were before one. */
    long usualSpacingNs(final Picture before) {
        final long[] spacings = new long[USUAL];
        int count = 0;
        for (int i = pictures.indexOf(before); i > 0 && count < USUAL && pictures.get(i - 1).epoch == before.epoch; i--) {
            spacings[count++] = pictures.get(i).mediaNs - pictures.get(i - 1).mediaNs;
        }
        return median(spacings, count, USUAL_FRAME_NS);
    }

    private static long median(final long[] values, final int count, final long otherwise) {
        Arrays.sort(values, 0, count);
        return count == 0 ? otherwise : values[count / 2];
    }

    /** Whether of the pictures that came in a span many had to be repaired, or could not be. */
    boolean isLossy(final long fromNs, final long untilNs) {
        int came = 0;
        int damaged = 0;
        for (final Picture picture : pictures) {
            if (picture.firstArrivalNs >= fromNs && picture.firstArrivalNs <= untilNs) {
                came++;
                damaged += picture.repaired > 0 || picture.missing() > 0 ? 1 : 0;
            }
        }
        return damaged * LOSSY_SHARE > came;
    }

    /** Whether of the pictures that came whole in a span many more were late by themselves, by a time and more, than had to be repaired. */
    boolean mostlyLate(final long fromNs, final long untilNs, final long lateNs) {
        int late = 0;
        int repaired = 0;
        for (final Picture picture : pictures) {
            if (picture.lastArrivalNs >= fromNs && picture.lastArrivalNs <= untilNs) {
                repaired += picture.repaired > 0 ? 1 : 0;
                late += picture.repaired == 0 && picture.queueNs() > lateNs ? 1 : 0;
            }
        }
        return late >= MANY_MORE * repaired;
    }

    /** Visits the packets that came in a span and were not asked for, in the order in which they came, with how late they were. */
    void packets(final long fromNs, final long untilNs, final PacketVisitor visitor) {
        for (int i = Math.max(0, packets - PACKETS); i < packets; i++) {
            final int at = i & PACKETS - 1;
            if (arrivalNs[at] >= fromNs && arrivalNs[at] <= untilNs) {
                visitor.packet(arrivalNs[at], queueNs[at]);
            }
        }
    }

    /** Sees packets. */
    interface PacketVisitor {
        void packet(long arrivalNs, long queueNs);
    }

    /** Visits the pictures of which something came in a span, in their order. */
    void pictures(final long fromNs, final long untilNs, final Consumer<Picture> visitor) {
        for (final Picture picture : pictures) {
            if (picture.lastArrivalNs >= fromNs && picture.firstArrivalNs <= untilNs) {
                visitor.accept(picture);
            }
        }
    }
}

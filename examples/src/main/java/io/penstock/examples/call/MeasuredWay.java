package io.penstock.examples.call;

import io.penstock.core.stages.measure.SoundMarker;
import org.HdrHistogram.Histogram;

/** Makes figures of what was measured in one direction, when the call is over. */
final class MeasuredWay {
    private final Way way;
    private final long aheadNs;
    private final boolean impaired;
    private final long endNs;

    /**
     * Prepares.
     *
     * @param way      sender and receiver.
     * @param aheadNs  by how much the sender's clock is ahead of the receiver's.
     * @param impaired whether the link delays packets on purpose.
     * @param endNs    when nobody looked any more, on the receiver's clock.
     */
    MeasuredWay(final Way way, final long aheadNs, final boolean impaired, final long endNs) {
        this.way = way;
        this.aheadNs = aheadNs;
        this.impaired = impaired;
        this.endNs = endNs;
    }

    /** Slots are the pictures that were due from the first captured to the last. */
    CallFigures.Medium video() {
        final FrameTable sent = way.video().send().frames();
        return sent.opened() == 0 ? CallFigures.Medium.empty()
            : medium(way.video(), 0, sent.key(sent.row(sent.oldest())), sent.key(sent.row(sent.opened() - 1)), way.picture().rate().frameNs());
    }

    /** Slots are the marks in the sound, one every 100 ms, that were spoken whole. */
    CallFigures.Medium audio() {
        final FrameTable sent = way.audio().send().frames();
        if (sent.opened() == 0) {
            return CallFigures.Medium.empty();
        }
        final long firstNs = sent.key(sent.row(sent.oldest())) + SoundMarker.DURATION_NS;
        final long lastNs = sent.key(sent.row(sent.opened() - 1)) - SoundMarker.PERIOD_NS;
        return medium(way.audio(), way.sound().frameNs(), -Math.floorDiv(-firstNs, SoundMarker.PERIOD_NS) * SoundMarker.PERIOD_NS,
            Math.floorDiv(lastNs, SoundMarker.PERIOD_NS) * SoundMarker.PERIOD_NS, SoundMarker.PERIOD_NS);
    }

    private CallFigures.Medium medium(final Direction direction, final long frameNs, final long firstNs, final long lastNs,
                                      final long intervalNs) {
        final CallFigures.Medium empty = CallFigures.Medium.empty();
        final ReceiveMeter receive = direction.receive();
        final long unseen = lastNs < firstNs ? 0 : new OpenLoop(empty.seen(), empty.corrected()).count(receive.latency(), aheadNs, firstNs, lastNs,
            intervalNs, endNs + aheadNs);
        final Series added = new Accounts(direction.send().frames(), receive.frames(), aheadNs, frameNs, impaired).engine();
        final Histogram engine = empty.engine();
        for (int i = 0; i < added.count(); i++) {
            engine.recordValue(Math.max(0, added.value(i)));
        }
        return new CallFigures.Medium(empty.seen(), empty.corrected(), engine, direction.send().framesCaptured(), receive.framesShown(), unseen,
            receive.freezes(), receive.concealed());
    }
}

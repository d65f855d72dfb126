package io.penstock.examples.call;

import io.penstock.core.stages.measure.SoundMarker;
import java.util.function.LongUnaryOperator;
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
            : medium(way.video(), 0, sent.key(sent.row(sent.oldest())), sent.key(sent.row(sent.opened() - 1)), way.picture().rate().frameNs(),
                OpenLoop.NOTHING);
    }

    /**
     * Slots are the marks in the sound, one every 100 ms, that were spoken whole. One that could not be read because its sound was rebuilt from
     * redundancy counts with when that was played; one of which anything was made up was not heard.
     */
    CallFigures.Medium audio() {
        final FrameTable sent = way.audio().send().frames();
        if (sent.opened() == 0) {
            return CallFigures.Medium.empty();
        }
        final long firstNs = sent.key(sent.row(sent.oldest())) + SoundMarker.DURATION_NS;
        final long lastNs = sent.key(sent.row(sent.opened() - 1)) - SoundMarker.PERIOD_NS;
        final PlayedSound sound = new PlayedSound(sent, way.audio().receive().played(), aheadNs, way.sound().frameNs());
        return medium(way.audio(), way.sound().frameNs(), -Math.floorDiv(-firstNs, SoundMarker.PERIOD_NS) * SoundMarker.PERIOD_NS,
            Math.floorDiv(lastNs, SoundMarker.PERIOD_NS) * SoundMarker.PERIOD_NS, SoundMarker.PERIOD_NS,
            slotNs -> sound.heardNs(slotNs, SoundMarker.DURATION_NS));
    }

    private CallFigures.Medium medium(final Direction direction, final long frameNs, final long firstNs, final long lastNs,
                                      final long intervalNs, final LongUnaryOperator heardNs) {
        final CallFigures.Medium empty = CallFigures.Medium.empty();
        final ReceiveMeter receive = direction.receive();
        final long unseen = lastNs < firstNs ? 0 : new OpenLoop(empty.seen(), empty.corrected(), heardNs).count(receive.latency(), aheadNs,
            firstNs, lastNs, intervalNs, endNs + aheadNs);
        final Series added = new Accounts(direction.send().frames(), receive.frames(), aheadNs, frameNs, impaired).engine();
        final Histogram engine = empty.engine();
        for (int i = 0; i < added.count(); i++) {
            engine.recordValue(Math.max(0, added.value(i)));
        }
        return new CallFigures.Medium(empty.seen(), empty.corrected(), engine, direction.send().framesCaptured(), receive.framesShown(), unseen,
            receive.freezes(), receive.concealed());
    }
}

package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.mix.MixKernel;
import io.penstock.dsp.kernel.mix.SpeakerSelection;
import io.penstock.dsp.kernel.VectorMath;
import io.penstock.format.AudioFormat;
import io.penstock.stage.Counter;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;

/** Mixes a frame of a {@link Mixer}'s inputs and puts it out: port 0 is everything, port i + 1 everything but input i. */
final class MixDesk {
    private final MixInput[] inputs;
    private final MixOutput[] outputs;
    private final MixKernel mix;
    private final SpeakerSelection selection;
    private volatile long mixed = -1;
    private Counter late;
    private Counter changed;
    // capture time less presentation time: of the oldest sound in the mix, of the oldest but that input's
    private long oldestNs;
    private long nextOldestNs;
    private int oldest;

    MixDesk(final AudioFormat format, final MixInput[] inputs, final MixOptions options) {
        this.inputs = inputs;
        outputs = new MixOutput[options.isWithoutOneself() ? inputs.length + 1 : 1];
        for (int o = 0; o < outputs.length; o++) {
            outputs[o] = new MixOutput(format, options);
        }
        mix = new MixKernel(inputs.length, format.frameSamples() * format.channels());
        selection = options.speakers() == 0 || options.speakers() >= inputs.length ? null
            : new SpeakerSelection(inputs.length, options.speakers(), format.frameSamples() / (double) format.sampleRateHz());
    }

    void count(final StageContext context) {
        late = context.counter("late");
        changed = context.counter("speakers.changed");
    }

    /** Mixes the sound from one sample to another. */
    void mix(final long from, final long to) {
        mix.begin();
        for (int i = 0; i < inputs.length; i++) {
            final MixInput input = inputs[i];
            if (input.soundsFrom(from)) {
                input.read(from);
            }
            if (input.connected && input.started && input.coveredTo < to) {
                late.increment();
            }
            if (selection != null) {
                tell(i, input);
            }
        }
        if (selection != null) {
            choose();
        }
        oldestNs = Long.MAX_VALUE;
        nextOldestNs = Long.MAX_VALUE;
        oldest = -1;
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i].prepare(selection == null || selection.selected(i))) {
                mix.add(i, inputs[i].frame);
                compareAge(i, inputs[i].captureOffsetNs);
            }
        }
    }

    private void tell(final int i, final MixInput input) {
        if (input.sounding) {
            selection.heard(i, VectorMath.energy(input.frame, 0, input.frame.length) / input.frame.length);
        } else if (input.connected) {
            selection.heard(i, 0);
        } else {
            selection.gone(i);
        }
    }

    private void choose() {
        selection.choose();
        changed.set(selection.changes());
        long mask = 0;
        for (int i = 0; i < inputs.length; i++) {
            mask |= selection.selected(i) ? 1L << i : 0;
        }
        if (mask != mixed) {
            mixed = mask;
        }
    }

    private void compareAge(final int input, final long offsetNs) {
        if (offsetNs < oldestNs) {
            nextOldestNs = oldestNs;
            oldestNs = offsetNs;
            oldest = input;
        } else {
            nextOldestNs = Math.min(nextOldestNs, offsetNs);
        }
    }

    void putOut(final long ptsNs, final int durationNs, final Outputs out) {
        for (int o = 0; o < outputs.length; o++) {
            if (out.isConnected(o)) {
                final long offsetNs = oldest >= 0 && o - 1 == oldest ? nextOldestNs : oldestNs;
                outputs[o].put(mix, o - 1, ptsNs, ptsNs + (offsetNs == Long.MAX_VALUE ? 0 : offsetNs), durationNs, out.port(o));
            }
        }
    }

    boolean isMixed(final int input) {
        return (mixed >>> input & 1) != 0;
    }

    void reset() {
        for (final MixOutput output : outputs) {
            output.reset();
        }
    }
}

package io.penstock.examples.h264;

import io.penstock.format.FormatSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;

/**
 * Counts times from when a source that hands out frames as fast as it can put out its first one: sources of one file that did not start
 * together get the times of the file again. One thread.
 */
final class FromZero implements InPlace {
    private final StageSpec spec = StageSpec.same("from-zero", FormatSpec.any()).build();
    private long startNs;
    private boolean started;

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        if (!started) {
            started = true;
            startNs = frame.captureNs();
        }
        frame.ptsNs(frame.ptsNs() - startNs);
        return Verdict.FORWARD;
    }
}

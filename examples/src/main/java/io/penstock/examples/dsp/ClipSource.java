package io.penstock.examples.dsp;

import io.penstock.core.stages.file.RawClip;
import io.penstock.format.FormatSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageSpec;

/** Hands out the pictures of a clip as fast as they are taken, with the times that they would have. */
final class ClipSource implements Source {
    private final RawClip clip;
    private final StageSpec spec;
    private final byte[] picture;
    private final double frameNs;
    private int index;

    ClipSource(final RawClip clip) {
        this.clip = clip;
        spec = StageSpec.source("clip", FormatSpec.of(clip.format())).build();
        picture = new byte[clip.format().frameBytes()];
        frameNs = 1e9 / PictureFile.fps(clip.format());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public int poll(final Output out, final int limit) {
        int done = 0;
        while (done < limit && index <= clip.size()) {
            if (index == clip.size()) {
                out.endOfStream();
            } else {
                final MutableFrame frame = out.claim(picture.length);
                if (frame == null) {
                    break;
                }
                clip.copy(index, picture, 0);
                frame.buffer().putBytes(0, picture);
                final long ptsNs = Math.round(index * frameNs);
                frame.ptsNs(ptsNs).captureNs(ptsNs).durationNs((int) frameNs).sequence(index).flags(0);
                out.commit(frame);
            }
            index++;
            done++;
        }
        return done;
    }
}

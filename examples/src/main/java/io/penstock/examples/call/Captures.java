package io.penstock.examples.call;

import io.penstock.core.stages.device.Microphone;
import io.penstock.core.stages.file.Playback;
import io.penstock.core.stages.file.RawClip;
import io.penstock.core.stages.file.RawClipSource;
import io.penstock.core.stages.file.RawSound;
import io.penstock.core.stages.file.RawSoundSource;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.dsp.video.BeautyFilter;
import io.penstock.dsp.video.Scaler;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.Source;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes cameras and microphones of what was asked for. */
final class Captures {
    /** Name of the stage. */
    static final String BEAUTY = "beauty";
    private final CallOptions options;
    private final VideoFormat picture;
    private final AudioFormat sound;
    private final RawClip clip;
    private final RawSound speech;

    private Captures(final CallOptions options, final VideoFormat picture, final AudioFormat sound, final RawClip clip, final RawSound speech) {
        this.options = options;
        this.picture = picture;
        this.sound = sound;
        this.clip = clip;
        this.speech = speech;
    }

    /**
     * Reads the files that were given, before any clock starts.
     *
     * @throws io.penstock.error.EngineException if one cannot be read; the message names it.
     */
    static Captures load(final CallOptions options, final VideoFormat picture, final AudioFormat sound) {
        try {
            return new Captures(options, picture, sound, options.video() == null ? null : Pictures.read(options.video()),
                options.audio() == null ? null : Sounds.read(options.audio(), sound.sampleRateHz()));
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "cannot read " + options.audio() + ": " + e.getMessage(), e);
        }
    }

    /** The synthetic ones, treated as those of the call will be. */
    static Captures rehearsed(final CallOptions options, final VideoFormat picture, final AudioFormat sound) {
        return new Captures(options.synthetic(), picture, sound, null, null);
    }

    /** Whether the sound carries markers; sound that does not is found again by correlation. */
    boolean isMarked() {
        return speech == null && !options.microphone() && !options.treatment().isOfSound();
    }

    /**
     * Camera and microphone of an end.
     *
     * @param end 0 for A, 1 for B: they do not look and sound the same.
     * @return the sources.
     */
    Capture of(final int end) {
        final long seed = 2 * options.seed() + end;
        if (clip == null) {
            final SyntheticCamera camera = new SyntheticCamera(picture, seed, false);
            return treated(graph -> graph.source("camera", camera).via("shutter", new Shutter()), end, seed, camera::rate);
        }
        final RawClipSource camera = RawClipSource.of(clip, Playback.LIVE.looped().at(picture.rate()));
        return treated(graph -> scaledAndStamped(graph, camera), end, seed, camera::rate);
    }

    private Capture treated(final Function<GraphBuilder, Flow> pictures, final int end, final long seed, final Consumer<FrameRate> rate) {
        final Treatment treatment = options.treatment();
        final Function<GraphBuilder, Flow> shown = !treatment.isOfPicture() ? pictures
            : graph -> pictures.apply(graph).via(BEAUTY, BeautyFilter.of(treatment.beauty(), treatment.white()));
        if (!treatment.isOfSound()) {
            return new Capture(shown, sound(sound, end, seed), rate);
        }
        final Handsfree handsfree = new Handsfree(treatment, sound, options.seconds(), seed);
        final Source microphone = sound(Handsfree.microphone(sound), end, seed);
        return new Capture(shown, (graph, spoken) -> handsfree.attach(graph, microphone, spoken), rate, handsfree);
    }

    private Flow scaledAndStamped(final GraphBuilder graph, final RawClipSource camera) {
        final Flow pictures = graph.source("camera", camera);
        final boolean fits = camera.format().width() == picture.width() && camera.format().height() == picture.height();
        return (fits ? pictures : pictures.via("scale", Scaler.filling(picture.width(), picture.height()))).via("shutter", new Shutter());
    }

    private Source sound(final AudioFormat format, final int end, final long seed) {
        if (options.microphone()) {
            return Microphone.of(format);
        }
        return speech == null ? new SyntheticVoice(format, seed, isMarked())
            : RawSoundSource.of(speech, format, Playback.LIVE.looped(), end * (speech.samples() / 2));
    }
}

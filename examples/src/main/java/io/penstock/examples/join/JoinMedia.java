package io.penstock.examples.join;

import io.penstock.clock.Timebase;
import io.penstock.core.stages.NullSink;
import io.penstock.core.stages.device.Microphone;
import io.penstock.core.stages.device.ScreenCapture;
import io.penstock.core.stages.device.Speaker;
import io.penstock.core.stages.device.WindowSink;
import io.penstock.core.stages.file.Playback;
import io.penstock.core.stages.file.RawClip;
import io.penstock.core.stages.file.RawClipSource;
import io.penstock.core.stages.file.RawSound;
import io.penstock.core.stages.file.RawSoundSource;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.error.EngineException;
import io.penstock.examples.call.Pictures;
import io.penstock.examples.call.Sounds;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Flow;
import io.penstock.rtc.client.ParticipantSettings;
import io.penstock.rtc.client.PictureLayer;
import io.penstock.rtc.client.RemoteTrack;
import io.penstock.rtc.client.RoomMediaSettings;
import io.penstock.spi.Codecs;
import io.penstock.stage.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a participant sends and where what comes goes. Files are read at once, so that what is wrong with them is said before anybody waits. */
final class JoinMedia {
    private static final String NONE = "none";
    private static final int SOUND_BPS = 32_000;
    private static final int KEY_SECONDS = 10;
    private static final int HALF_SIZE_SHARE = 4;
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));

    private final String video;
    private final String audio;
    private final VideoFormat format;
    private final int bitrate;
    private final boolean simulcast;
    private final boolean speaker;
    private final boolean window;
    private boolean mixed;
    private final RawClip clip;
    private final RawSound sound;
    private final long seed;

    JoinMedia(final String video, final String audio, final int width, final int height, final int fps, final int bitrate, final boolean simulcast,
              final boolean speaker, final boolean window) {
        this.video = video;
        this.audio = audio;
        format = VideoFormat.i420(width, height, fps);
        this.bitrate = bitrate;
        this.simulcast = simulcast;
        this.speaker = speaker;
        this.window = window;
        clip = video.matches("camera|screen|none") ? null : Pictures.read(existing(video));
        sound = audio.matches("mic|voice|none") ? null : read(existing(audio));
        seed = ProcessHandle.current().pid(); // painted people do not look alike
    }

    private static Path existing(final String file) {
        final Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new EngineException(EngineException.Category.IO, file + ": no such file, or it cannot be read");
        }
        return path;
    }

    private static RawSound read(final Path path) {
        try {
            return Sounds.read(path, SOUND.sampleRateHz());
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Takes the sound of all others in one. */
    JoinMedia mixed(final boolean inOne) {
        mixed = inOne;
        return this;
    }

    ParticipantSettings settings() {
        final ParticipantSettings settings = new ParticipantSettings().name("join").publishing(this::publish).receiving(track -> true, this::sink);
        if (mixed) {
            settings.mixedSound();
        }
        return window ? settings : settings.undecoded();
    }

    private void publish(final RoomMediaSettings to) {
        if (!audio.equals(NONE)) {
            to.sound("voice", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(SOUND_BPS)), SOUND_BPS, graph -> graph.source("microphone", microphone()));
        }
        if (!video.equals(NONE)) {
            final PictureLayer whole = layer(format, bitrate);
            to.pictures("camera", simulcast ? List.of(layer(VideoFormat.i420(format.width() / 2, format.height() / 2, format.rate()),
                Math.max(30_000, bitrate / HALF_SIZE_SHARE)), whole) : List.of(whole), graph -> graph.source("camera", camera()));
        }
    }

    private PictureLayer layer(final VideoFormat size, final int bps) {
        final int keyInterval = (int) Math.round(KEY_SECONDS * 1e9 / size.rate().frameNs());
        return new PictureLayer(size, bps, Codecs.encoder(CodecId.H264, e -> e.bitrate(bps).keyInterval(keyInterval)));
    }

    private Source camera() {
        return clip != null ? RawClipSource.of(clip, Playback.LIVE.looped().at(format.rate()))
            : video.equals("screen") ? ScreenCapture.of(format) : new SyntheticCamera(format, seed, false);
    }

    private Source microphone() {
        return sound != null ? RawSoundSource.of(sound, SOUND, Playback.LIVE.looped())
            : audio.equals("mic") ? Microphone.of(SOUND) : new SyntheticVoice(SOUND, seed);
    }

    private void sink(final RemoteTrack track, final Flow flow) {
        if (track.kind() == MediaKind.AUDIO) {
            flow.to("ear", speaker ? Speaker.open() : new NullSink());
        } else {
            flow.to("screen", window ? WindowSink.titled(track.owner()) : new NullSink());
        }
    }
}

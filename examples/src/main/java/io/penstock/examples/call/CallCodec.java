package io.penstock.examples.call;

import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import java.time.Duration;
import java.util.Locale;

/** What the media of a call are coded with. */
public enum CallCodec {
    /** H.264 and Opus. */
    H264(CodecId.OPUS, 48_000, 111, 48_000, null),
    /** Nothing that takes time: pictures as {@link PassThroughProvider} makes them, sound as G.711. What is left is the engine. */
    PASS_THROUGH(CodecId.PCMU, 8_000, 0, 8_000, PassThroughProvider.NAME);

    private static final Duration SOUND_FRAME = Duration.ofMillis(20);
    private final CodecId soundCodec;
    private final int soundRateHz;
    private final int soundPayloadType;
    private final int soundClockHz;
    private final String pictureProvider;

    CallCodec(final CodecId soundCodec, final int soundRateHz, final int soundPayloadType, final int soundClockHz, final String pictureProvider) {
        this.soundCodec = soundCodec;
        this.soundRateHz = soundRateHz;
        this.soundPayloadType = soundPayloadType;
        this.soundClockHz = soundClockHz;
        this.pictureProvider = pictureProvider;
    }

    AudioFormat sound() {
        return sound(SOUND_FRAME);
    }

    AudioFormat sound(final Duration frame) {
        return AudioFormat.mono(soundRateHz, frame);
    }

    CodecId soundCodec() {
        return soundCodec;
    }

    int soundPayloadType() {
        return soundPayloadType;
    }

    int soundClockHz() {
        return soundClockHz;
    }

    CodecSpec pictureEncoder(final VideoEncoder encoder, final int bitrate, final int keyInterval) {
        return pictureProvider == null ? encoder.spec(bitrate, keyInterval)
            : Codecs.encoder(CodecId.H264, e -> e.provider(pictureProvider).bitrate(bitrate).keyInterval(keyInterval));
    }

    CodecSpec pictureDecoder() {
        return Codecs.decoder(CodecId.H264, d -> d.provider(pictureProvider));
    }

    CodecSpec soundEncoder(final int bitrate, final boolean fec) {
        return this == H264 ? Codecs.encoder(soundCodec, e -> e.bitrate(bitrate).fec(fec)) : Codecs.encoder(soundCodec);
    }

    CodecSpec soundDecoder() {
        return Codecs.decoder(soundCodec);
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What was typed, with {@code -} or {@code _}, in any case.
     *
     * @param text as typed.
     * @return the codec.
     * @throws IllegalArgumentException if there is none of that name.
     */
    public static CallCodec of(final String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

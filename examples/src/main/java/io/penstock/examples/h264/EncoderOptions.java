package io.penstock.examples.h264;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.Preset;
import io.penstock.error.ConfigurationException;
import picocli.CommandLine.Option;

/** Options of the encoder that mean the same in every command. */
final class EncoderOptions {
    @Option(names = "--key-interval", paramLabel = "N", defaultValue = "0",
        description = "A key picture every N pictures; 0 = only the first one and at cuts (default: ${DEFAULT-VALUE}).")
    private int keyInterval;
    @Option(names = "--slice-bytes", paramLabel = "N", defaultValue = "1200",
        description = "Most bytes of a slice, from 100; 0 = one slice a picture (default: ${DEFAULT-VALUE}, an RTP packet).")
    private int sliceBytes;
    @Option(names = "--layers", paramLabel = "N", defaultValue = "1", description = "Temporal layers, 1 to 3 (default: ${DEFAULT-VALUE}).")
    private int layers;
    @Option(names = "--fixed-qp", paramLabel = "QP", defaultValue = "-1",
        description = "The same quantiser for all pictures, 0 to 51, whatever the bit rate becomes.")
    private int fixedQp;
    @Option(names = "--min-qp", paramLabel = "QP", defaultValue = "10", description = "Finest quantiser (default: ${DEFAULT-VALUE}).")
    private int minQp;
    @Option(names = "--max-qp", paramLabel = "QP", defaultValue = "51", description = "Coarsest quantiser (default: ${DEFAULT-VALUE}).")
    private int maxQp;
    @Option(names = "--vbv-frames", paramLabel = "N", defaultValue = "1.5",
        description = "How many pictures' worth of bits the rate may run ahead, 1 to 10 (default: ${DEFAULT-VALUE}).")
    private double vbvFrames;
    @Option(names = "--aq", paramLabel = "STRENGTH", defaultValue = "0",
        description = "Codes flat parts finer than busy ones, 0 to 1 (default: ${DEFAULT-VALUE}: best PSNR).")
    private double adaptiveQuantisation;
    @Option(names = "--intra-refresh", paramLabel = "N", defaultValue = "0",
        description = "A column of intra macroblocks crosses the picture every N pictures (default: ${DEFAULT-VALUE}: none does).")
    private int intraRefresh;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Threads, 1 to 16 (default: ${DEFAULT-VALUE}).")
    private int threads;
    @Option(names = "--no-scene-cut", description = "No key picture where a new scene begins.")
    private boolean noSceneCut;
    @Option(names = "--long-term", description = "Keeps key pictures as long-term references.")
    private boolean longTerm;
    @Option(names = "--hash", description = "Adds an MD5 of what decoders must show to each picture.")
    private boolean hash;
    @Option(names = "--time-stamps", description = "Adds its time to each picture.")
    private boolean timestamps;

    /** For picocli. */
    EncoderOptions() {
    }

    /**
     * For the pictures of a clip.
     *
     * @param bitrate bits a second; 0 = by the picture size.
     * @throws ConfigurationException if anything is out of range.
     */
    EncoderSettings settings(final PictureClip clip, final Preset preset, final int bitrate) {
        try {
            return EncoderSettings.of(clip.format().width(), clip.format().height()).framesPerSecond(clip.rateNumerator(), clip.rateDenominator())
                .bitrate(bitrate).preset(preset).keyIntervalFrames(keyInterval).sliceBytes(sliceBytes).temporalLayers(layers).fixedQp(fixedQp)
                .minQp(minQp).maxQp(maxQp).vbvFrames(vbvFrames).adaptiveQuantisation(adaptiveQuantisation).intraRefreshFrames(intraRefresh)
                .threads(threads).sceneCut(!noSceneCut).longTerm(longTerm).pictureHashSei(hash).timestampSei(timestamps)
                .fullRange(clip.format().color().toString().contains("FULL"));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    int keyInterval() {
        return keyInterval;
    }

    int threads() {
        return threads;
    }
}

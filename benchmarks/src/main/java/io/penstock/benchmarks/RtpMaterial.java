package io.penstock.benchmarks;

import io.penstock.clock.Timebase;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.codecs.payload.OpusPayload;
import io.penstock.codecs.payload.PcmuPayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.List;

/** Encoded frames as stages see them, and the packets that carry them. A turn is one interval: so many packets of as many frames as they make up. */
final class RtpMaterial {
    static final int HEADER = 12;
    static final int MAX_PAYLOAD = 1188;
    /** Packets a turn. */
    static final int PACKETS = 5;
    /** What a turn stands for: five packets of sound. */
    static final long INTERVAL_NS = 100_000_000L;
    private static final int PICTURE_BYTES = 5_500;
    private static final int OPUS_BYTES = 80;
    private static final int PCMU_BYTES = 160;

    final CodecId codec;
    final PayloadFormat format;
    final EncodedFormat encoded;
    final int clockRateHz;
    final byte[] frame;
    final List<byte[]> packets = new ArrayList<>();
    final int packetsPerFrame;

    private RtpMaterial(final PayloadFormat format, final EncodedFormat encoded, final int clockRateHz, final byte[] frame) {
        codec = format.codec();
        this.format = format;
        this.encoded = encoded;
        this.clockRateHz = clockRateHz;
        this.frame = frame;
        final PayloadFormat.Packetizer packetizer = format.packetizer(MAX_PAYLOAD);
        packetizer.begin(frame, 0, frame.length);
        do {
            final byte[] payload = new byte[MAX_PAYLOAD];
            final int length = packetizer.next(payload, 0);
            final byte[] packet = new byte[HEADER + length];
            System.arraycopy(payload, 0, packet, HEADER, length);
            packets.add(packet);
        } while (!packetizer.isLast());
        packetsPerFrame = packets.size();
        if (PACKETS % packetsPerFrame != 0) {
            throw new IllegalStateException(packetsPerFrame + " packets a frame do not make up " + PACKETS);
        }
    }

    static RtpMaterial of(final String codec) {
        return switch (codec) {
            case "H264" -> {
                final byte[] picture = new byte[PICTURE_BYTES];
                java.util.Arrays.fill(picture, (byte) 0xDA);
                // Annex B start code, then the header of a slice of an IDR picture; the bit after it says that this is its first slice.
                picture[0] = 0;
                picture[1] = 0;
                picture[2] = 0;
                picture[3] = 1;
                picture[4] = 0x65;
                yield new RtpMaterial(new H264Payload(), EncodedFormat.of(CodecId.H264, VideoFormat.i420(640, 360, 10)), 90_000, picture);
            }
            case "OPUS" -> new RtpMaterial(new OpusPayload(), EncodedFormat.of(CodecId.OPUS, AudioFormat.mono(48_000, Timebase.ms(20))), 48_000,
                new byte[OPUS_BYTES]);
            default -> new RtpMaterial(new PcmuPayload(), EncodedFormat.of(CodecId.PCMU, AudioFormat.mono(8_000, Timebase.ms(20))), 8_000,
                new byte[PCMU_BYTES]);
        };
    }

    /** What a packetizer does with everything left out that it could leave out. */
    int packetizePlainly(final byte[] packet) {
        int bytes = 0;
        int at = 0;
        int sequence = 0;
        while (at < frame.length) {
            final int length = Math.min(MAX_PAYLOAD, frame.length - at);
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, at + length == frame.length, 96, sequence++, 0, 1);
            System.arraycopy(frame, at, packet, HEADER, length);
            at += length;
            bytes += length;
        }
        return bytes;
    }

    /** Time from one frame to the next. */
    long frameNs() {
        return INTERVAL_NS / PACKETS * packetsPerFrame;
    }

    /** Puts out frames as they are due by the clock. */
    static final class Frames implements Source {
        private final RtpMaterial material;
        private final StageSpec spec;
        private StageContext context;
        private long dueNs;

        Frames(final RtpMaterial material) {
            this.material = material;
            spec = StageSpec.source("frames", FormatSpec.of(material.encoded)).wakesItself().build();
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
            dueNs = given.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            int work = 0;
            for (; work < limit && dueNs < context.clock().nanoTime(); work++) {
                final MutableFrame frame = out.claim(material.frame.length);
                if (frame == null) {
                    break;
                }
                System.arraycopy(material.frame, 0, frame.array(), frame.arrayOffset(), material.frame.length);
                out.commit(frame.ptsNs(dueNs).captureNs(dueNs));
                dueNs += material.frameNs();
            }
            return work;
        }
    }

    /** Puts out the packets of frames as they are due by the clock. */
    static final class Packets implements Source {
        private final RtpMaterial material;
        private final StageSpec spec;
        private StageContext context;
        private long dueNs;
        private int sequence;
        private int timestamp;

        Packets(final RtpMaterial material) {
            this.material = material;
            spec = StageSpec.source("packets", FormatSpec.of(PacketFormat.rtp(material.encoded, 96, material.clockRateHz))).wakesItself().build();
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
            dueNs = given.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            int work = 0;
            while (work < limit && dueNs < context.clock().nanoTime() && emit(out)) {
                work++;
            }
            return work;
        }

        private boolean emit(final Output out) {
            final int index = sequence % material.packetsPerFrame;
            final byte[] packet = material.packets.get(index);
            final boolean last = index == material.packetsPerFrame - 1;
            final MutableFrame frame = out.claim(packet.length);
            if (frame == null) {
                return false;
            }
            // RFC 6184 5.1: the marker ends a picture. RFC 3551 4.1: in sound it would begin a talk spurt.
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, last && material.packetsPerFrame > 1, 96, sequence & 0xFFFF, timestamp, 1);
            System.arraycopy(packet, 0, frame.array(), frame.arrayOffset(), packet.length);
            out.commit(frame.ptsNs(dueNs).captureNs(dueNs));
            sequence++;
            if (last) {
                timestamp += (int) (material.frameNs() / 1_000 * material.clockRateHz / 1_000_000);
                dueNs += material.frameNs();
            }
            return true;
        }
    }
}

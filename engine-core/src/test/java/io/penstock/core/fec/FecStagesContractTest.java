package io.penstock.core.fec;

import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.TestFrame;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** What all stages promise. */
class FecStagesContractTest {
    static final PacketFormat VIDEO = PacketFormat.rtp(new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 30), 10_000), 100, 90_000);
    static final PacketFormat AUDIO = PacketFormat.rtp(
        new EncodedFormat(FakePayload.AUDIO, AudioFormat.mono(48_000, Duration.ofMillis(20)), 400), 101, 48_000);

    static byte[] packet(final int type, final int number, final int timestamp, final int length) {
        final byte[] packet = new byte[length];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, number % 4 == 3, type, number, timestamp, 4711);
        for (int i = RtpHeaderFlyweight.FIXED_HEADER_LENGTH; i < length; i++) {
            packet[i] = (byte) (number * 31 + i);
        }
        return packet;
    }

    abstract static class OfPictures extends StageContract {
        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(VIDEO);
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return packet(100, index, index / 4 * 3000, 200 + index % 7);
        }

        @Override
        protected void prepare(final TestFrame frame, final String port, final int index) {
            frame.flags(index % 4 == 3 ? FrameFlags.END_OF_ACCESS_UNIT : 0);
        }
    }

    abstract static class OfSound extends StageContract {
        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(AUDIO);
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return packet(101, index, index * 960, 80);
        }
    }

    @Nested
    class Protecting extends OfPictures {
        @Override
        protected Stage create() {
            return new FecSender(122, 1, ProtectionTarget.fixed(100, 20, 1000, 0));
        }
    }

    @Nested
    class Restoring extends OfPictures {
        @Override
        protected Stage create() {
            return new FecReceiver(122);
        }
    }

    @Nested
    class Repeating extends OfSound {
        @Override
        protected Stage create() {
            return new RedSender(123, ProtectionTarget.fixed(0, 20, 0, 3));
        }
    }

    @Nested
    class TakingOut extends OfSound {
        @Override
        protected Stage create() {
            return new RedReceiver(123);
        }
    }
}

package io.penstock.core.fec.xor;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.TestFrame;
import org.junit.jupiter.api.Nested;

/** What all stages promise. */
class XorStagesContractTest {
    static final int MEDIA = 100;
    static final int RED = 121;
    static final int FEC = 122;
    static final PacketFormat VIDEO = PacketFormat.rtp(new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 30), 10_000), MEDIA, 90_000);

    abstract static class OfPictures extends StageContract {
        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(VIDEO);
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            final byte[] packet = new byte[200 + index % 7];
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, index % 4 == 3, MEDIA, index, index / 4 * 3000, 4711);
            return packet;
        }

        @Override
        protected void prepare(final TestFrame frame, final String port, final int index) {
            frame.flags(index % 4 == 3 ? FrameFlags.END_OF_ACCESS_UNIT : 0);
        }
    }

    @Nested
    class FlexProtecting extends OfPictures {
        @Override
        protected Stage create() {
            return new FlexFecSender(FEC, 1, ProtectionTarget.fixed(100, 20, 1000, 0));
        }
    }

    @Nested
    class FlexRestoring extends OfPictures {
        @Override
        protected Stage create() {
            return new FlexFecReceiver(FEC);
        }
    }

    @Nested
    class UlpProtecting extends OfPictures {
        @Override
        protected Stage create() {
            return new UlpfecSender(RED, FEC, ProtectionTarget.fixed(100, 20, 1000, 0));
        }
    }

    @Nested
    class UlpRestoring extends OfPictures {
        @Override
        protected Stage create() {
            return new UlpfecReceiver(RED, FEC, MEDIA);
        }
    }
}

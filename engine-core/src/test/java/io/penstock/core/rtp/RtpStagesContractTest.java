package io.penstock.core.rtp;

import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;

/** What all stages promise, for those of this package without a test class of their own. */
class RtpStagesContractTest {
    private static final PacketFormat RTP = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);

    abstract static class OfPackets extends StageContract {
        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(RTP);
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return RtpDepacketizerTest.packet(index, 1800 * index, true, 3, index);
        }
    }

    @Nested
    class Sender extends OfPackets {
        @Override
        protected Stage create() {
            return new RtpSession("a", 9, 1).sender();
        }
    }

    @Nested
    class RepairingSender extends OfPackets {
        @Override
        protected Stage create() {
            return new RtpSession("a", 9, 1).repair(RepairConfig.rtx(120)).sender();
        }
    }

    @Nested
    class RepairingReceiver extends OfPackets {
        @Override
        protected Stage create() {
            return new RtpSession("a", 9, 1).repair(RepairConfig.rtx(120)).receiver();
        }
    }

    @Nested
    class RepairingJitterBuffer extends OfPackets {
        @Override
        protected Stage create() {
            final RtpSession session = new RtpSession("a", 9, 1).repair(RepairConfig.rtx(120));
            return new VideoJitterBuffer(JitterConfig.video().adaptiveUpToMs(150), new FakePayload(FakePayload.VIDEO), null, session.repairs());
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return RtpDepacketizerTest.packet(index, 1800 * index, true, 7, index);
        }
    }

    @Nested
    class Receiver extends OfPackets {
        @Override
        protected Stage create() {
            return new RtpSession("a", 9, 1).receiver();
        }
    }

    @Nested
    class Demux extends OfPackets {
        @Override
        protected Stage create() {
            return new RtpDemux().stream("video", RTP);
        }
    }

    @Nested
    class Reporter extends StageContract {
        @Override
        protected Stage create() {
            return new RtpSession("a", 9, 1).reporter();
        }

        @Override
        protected int frames() {
            return 200;
        }
    }

    @Nested
    class UdpOut extends OfPackets {
        @Override
        protected Stage create() {
            final InetAddress loopback = InetAddress.getLoopbackAddress();
            return UdpSocket.bind(new InetSocketAddress(loopback, 0)).sinkTo(new InetSocketAddress(loopback, 9));
        }

        @Override
        protected boolean detectsGarbage(final Format format) {
            return false;
        }
    }

    @Nested
    class UdpIn extends StageContract {
        @Override
        protected Stage create() {
            return UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).source(RTP);
        }

        @Override
        protected boolean putsOut() {
            return false;
        }
    }
}

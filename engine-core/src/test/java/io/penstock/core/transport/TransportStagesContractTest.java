package io.penstock.core.transport;

import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** What all stages promise. */
class TransportStagesContractTest {
    private static final PacketFormat VIDEO = PacketFormat.rtp(
        new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 30), 10_000), 100, 90_000);
    private static final PacketFormat AUDIO = PacketFormat.rtp(
        new EncodedFormat(FakePayload.AUDIO, AudioFormat.mono(48_000, Duration.ofMillis(20)), 400), 101, 48_000);

    private static RtpTransport transport() {
        return RtpTransport.of(TransportConfig.defaults().probing(121)).audio("audio").video("video", 120, 122);
    }

    private static byte[] packet(final int type, final int number) {
        final byte[] packet = new byte[200];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, type, number, number * 3000, 4711 + type);
        return packet;
    }

    @Nested
    class Sender extends StageContract {
        @Override
        protected Stage create() {
            return transport().sender();
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input("audio", AUDIO).input("video", VIDEO);
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return packet(port.equals("audio") ? 101 : 100, index);
        }
    }

    @Nested
    class Receiver extends StageContract {
        @Override
        protected Stage create() {
            return transport().receiver();
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(VIDEO);
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return packet(100, index);
        }

        @Override
        protected boolean detectsGarbage(final Format format) {
            return false; // what it cannot read goes on to those who count it
        }
    }

    @Nested
    class Gate extends StageContract {
        @Override
        protected Stage create() {
            return transport().gate("video");
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(VIDEO.payload());
        }

        @Override
        protected byte[] payload(final String port, final Format format, final int index) {
            return packet(100, index);
        }

        @Override
        protected boolean detectsGarbage(final Format format) {
            return false; // it looks at flags only
        }
    }
}

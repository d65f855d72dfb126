package io.penstock.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.rtcp.CongestionFeedback;
import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.stages.AppSource;
import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportReporterTest {
    private static void packet(final AppSource source, final int number) {
        final MutableFrame frame = source.claim(100);
        RtpHeaderFlyweight.writeFixedHeader(frame.array(), frame.arrayOffset(), false, 111, number, number * 960, 4711);
        frame.length(100).ptsNs(source.nowNs()).captureNs(source.nowNs());
        assertTrue(source.offer(frame));
    }

    @Test
    void whoOnlyReceivesReportsWhatArrivedAllTheSame() {
        final TestClock clock = new TestClock();
        final List<byte[]> reports = new ArrayList<>();
        final RtpTransport transport = RtpTransport.of(TransportConfig.defaults());
        final AppSource network = AppSource.of(PacketFormat.datagrams(), 64);
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock))) {
            final GraphBuilder builder = engine.graph("receive-only");
            builder.source("network", network).via("transport", transport.receiver())
                .to("media", Stages.sink(StageSpec.sink("media", FormatSpec.any()).build(), frame -> { }));
            builder.source("reports", transport.reporter()).to("back", Stages.sink(StageSpec.sink("back", FormatSpec.any()).build(),
                frame -> reports.add(Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.length()))));
            final Graph graph = builder.build().start();
            for (int i = 0; i < 50; i++) {
                if (i != 20) {
                    packet(network, i);
                }
                for (int ms = 0; ms < 20; ms++) {
                    clock.advanceNs(1_000_000);
                    while (engine.invoke() > 0) {
                        Thread.onSpinWait();
                    }
                }
            }
            graph.close();
        }
        assertTrue(reports.size() >= 20, reports.size() + " reports of a second");
        for (final byte[] report : reports) {
            final RtcpFlyweight compound = new RtcpFlyweight();
            assertTrue(compound.isValid(report, 0, report.length));
            compound.wrap(report, 0, report.length);
            assertTrue(compound.next());
            assertEquals(RtcpFlyweight.TRANSPORT_FEEDBACK, compound.type());
            assertEquals(CongestionFeedback.FORMAT, compound.count());
        }
    }

    @Test
    void whoSendsReportsByItsSender() {
        final RtpTransport transport = RtpTransport.of(TransportConfig.defaults()).audio("voice");
        final ConfigurationException refused = assertThrows(ConfigurationException.class, transport::reporter);
        assertTrue(refused.getMessage().contains("voice") && refused.getMessage().contains("sender()"), refused.getMessage());
    }
}

package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The figures a reader looks at first, each held against what it should be. */
final class Headline {
    /** A conversation feels immediate below this. */
    static final double GOOD_MS = 200;
    /** Above this, people begin to talk into each other. */
    static final double BEARABLE_MS = 500;
    private static final double ENGINE_MS = 5;
    private static final double LEAST_COMPRESSION = 30;
    private static final double LEAST_PSNR_DB = 33;
    private static final double HIGH_CPU = 0.8;
    private static final double HIGH_STEAL = 0.05;

    private final CallReport report;
    private final List<Card> cards = new ArrayList<>();

    /** How a figure stands. */
    enum Verdict {
        OK("ok"), WARN("warn"), BAD("bad"), NONE("none");

        private final String style;

        Verdict(final String style) {
            this.style = style;
        }

        String style() {
            return style;
        }
    }

    /** A figure. The meter shows {@code value} on a scale to {@code scale} with marks; null for none. */
    private record Card(String name, Verdict verdict, String chip, String big, String unit, List<String> more, Meter meter) {
    }

    private record Meter(double value, double scale, double[] marks) {
    }

    private Headline(final CallReport report) {
        this.report = report;
    }

    static Headline of(final CallReport report) {
        final Headline headline = new Headline(report);
        headline.latency("Video latency", "picture", headline.video().map(CallReport.VideoDirection::latencyMs).toList());
        headline.latency("Audio latency", "sound", headline.audio().map(CallReport.AudioDirection::latencyMs).toList());
        headline.engineAdded();
        headline.lost();
        headline.compression();
        headline.psnr();
        headline.cpu();
        headline.steal();
        return headline;
    }

    private Stream<CallReport.VideoDirection> video() {
        return report.video() == null ? Stream.empty() : Stream.of(report.video().a2b(), report.video().b2a()).filter(Objects::nonNull);
    }

    private Stream<CallReport.AudioDirection> audio() {
        return report.audio() == null ? Stream.empty() : Stream.of(report.audio().a2b(), report.audio().b2a()).filter(Objects::nonNull);
    }

    private void latency(final String name, final String what, final List<CallReport.Latency> directions) {
        Double p99 = null;
        Double p50 = null;
        Double max = null;
        long n = 0;
        for (final CallReport.Latency latency : directions) {
            if (latency != null) {
                p99 = Figures.max(p99, latency.p99());
                p50 = Figures.max(p50, latency.p50());
                max = Figures.max(max, latency.max());
                n += latency.n();
            }
        }
        final Verdict verdict = p99 == null ? Verdict.NONE : p99 < GOOD_MS ? Verdict.OK : p99 < BEARABLE_MS ? Verdict.WARN : Verdict.BAD;
        final String chip = p99 == null ? "not measured" : p99 < GOOD_MS ? "under 200 ms" : p99 < BEARABLE_MS ? "under 500 ms"
            : "over 500 ms";
        cards.add(new Card(name, verdict, chip, Figures.short3(p99), "ms p99", p99 == null ? List.of("no " + what + " was timed here")
            : List.of("p50 " + Figures.with(p50, "ms") + " · max " + Figures.with(max, "ms"), Figures.count(n)
                + " samples, the worse direction"),
            p99 == null ? null : new Meter(p99, 600, new double[] {GOOD_MS, BEARABLE_MS})));
    }

    private void engineAdded() {
        Double p99 = null;
        Double p50 = null;
        for (final CallReport.Latency added : Stream.concat(video().map(CallReport.VideoDirection::engineAddedMs),
            audio().map(CallReport.AudioDirection::engineAddedMs)).filter(Objects::nonNull).toList()) {
            p99 = Figures.max(p99, added.p99());
            p50 = Figures.max(p50, added.p50());
        }
        final Verdict verdict = p99 == null ? Verdict.NONE : p99 < ENGINE_MS ? Verdict.OK : Verdict.BAD;
        final Double bytes = report.engine() == null ? null : report.engine().allocatedBytesPerFrame();
        cards.add(new Card("Engine adds", verdict, p99 == null ? "not measured" : p99 < ENGINE_MS ? "under 5 ms" : "over 5 ms",
            Figures.short3(p99), "ms p99", List.of("p50 " + Figures.with(p50, "ms") + ", without codecs, pacing, link and hold",
            bytes == null ? "allocation not measured" : Figures.short3(bytes) + " bytes allocated a frame"),
            p99 == null ? null : new Meter(p99, 10, new double[] {ENGINE_MS})));
    }

    private void lost() {
        long packets = 0;
        long sent = 0;
        long freezes = 0;
        long concealed = 0;
        long played = 0;
        boolean known = false;
        for (final CallReport.VideoDirection v : video().toList()) {
            known |= v.packetsLost() != null;
            packets += orZero(v.packetsLost());
            sent += orZero(v.packetsSent());
            freezes += orZero(v.freezeCount());
        }
        for (final CallReport.AudioDirection a : audio().toList()) {
            known |= a.packetsLost() != null;
            packets += orZero(a.packetsLost());
            sent += orZero(a.packetsSent());
            concealed += orZero(a.concealed());
            played += orZero(a.framesPlayed());
        }
        // The first sounds of a call may be due before anything has arrived.
        final boolean heard = concealed <= played / 100;
        final boolean clean = packets == 0 && freezes == 0 && heard;
        cards.add(new Card("Lost packets", !known ? Verdict.NONE : clean ? Verdict.OK : Verdict.WARN,
            !known ? "not measured" : clean ? "none" : packets > 0 ? "some" : freezes > 0 ? "freezes" : "concealed",
            known ? Figures.count(packets) : Figures.NONE, sent == 0 ? "" : "of " + Figures.count(sent), List.of(
            Figures.count(freezes) + (freezes == 1 ? " freeze" : " freezes") + " of the picture",
            Figures.count(concealed) + " of " + Figures.count(played) + " sounds concealed"), null));
    }

    private void compression() {
        final Double least = video().map(CallReport.VideoDirection::compressionRatio).filter(Objects::nonNull).min(Double::compare).orElse(null);
        final Double kbps = video().map(CallReport.VideoDirection::kbps).filter(Objects::nonNull).max(Double::compare).orElse(null);
        cards.add(new Card("Compression", least == null ? Verdict.NONE : least >= LEAST_COMPRESSION ? Verdict.OK : Verdict.BAD,
            least == null ? "not measured" : least >= LEAST_COMPRESSION ? "over 30 : 1" : "under 30 : 1", least == null ? Figures.NONE
                : Figures.short3(least),
            ": 1", List.of("of the picture against raw I420", "up to " + Figures.with(kbps, "kbit/s") + " with headers"), null));
    }

    private void psnr() {
        final Double least = video().map(CallReport.VideoDirection::psnrDb).filter(Objects::nonNull).min(Double::compare).orElse(null);
        final String size = video().map(v -> v.size() + " at " + Figures.short3(v.fps()) + " fps").findFirst().orElse("");
        cards.add(new Card("Picture quality", least == null ? Verdict.NONE : least >= LEAST_PSNR_DB ? Verdict.OK : Verdict.BAD,
            least == null ? "not measured" : least >= LEAST_PSNR_DB ? "over 33 dB" : "under 33 dB", Figures.short3(least), "dB PSNR",
            List.of("luma, as shown against as captured", size), null));
    }

    private void cpu() {
        final CallReport.Machine machine = report.machine();
        final Double load = machine == null ? null : machine.cpuLoad();
        cards.add(new Card("CPU load", load == null ? Verdict.NONE : load <= HIGH_CPU ? Verdict.OK : Verdict.WARN,
            load == null ? "unknown" : load <= HIGH_CPU ? "under 80 %" : "over 80 %", load == null ? Figures.NONE
                : Figures.short3(load * 100), "%",
            machine == null ? List.of() : List.of("this process " + Figures.percent(machine.processCpuLoad()),
                "of " + machine.cores() + (machine.cores() == 1 ? " processor" : " processors")),
            load == null ? null : new Meter(load, 1, new double[] {HIGH_CPU})));
    }

    private void steal() {
        final Double steal = report.machine() == null ? null : report.machine().steal();
        cards.add(new Card("Stolen CPU", steal == null ? Verdict.NONE : steal <= HIGH_STEAL ? Verdict.OK : Verdict.WARN,
            steal == null ? "unknown" : steal <= HIGH_STEAL ? "quiet host" : "busy host", steal == null ? Figures.NONE
                : Figures.short3(Math.round(steal * 1000) / 10.0),
            "%", List.of("time other machines on the same", "host took from this one"), null));
    }

    private static long orZero(final Long value) {
        return value == null ? 0 : value;
    }

    /** All figures in one chip for the head of the page. */
    Svg verdict() {
        final long bad = cards.stream().filter(c -> c.verdict() == Verdict.BAD).count();
        final long warn = cards.stream().filter(c -> c.verdict() == Verdict.WARN).count();
        final boolean measured = cards.stream().anyMatch(c -> c.verdict() == Verdict.OK);
        final Verdict all = bad > 0 ? Verdict.BAD : warn > 0 ? Verdict.WARN : measured ? Verdict.OK : Verdict.NONE;
        final String text = bad > 0 ? bad + (bad == 1 ? " figure misses its mark" : " figures miss their mark")
            : warn > 0 ? warn + (warn == 1 ? " figure needs a look" : " figures need a look") : measured ? "All within bounds"
                : "Nothing measured";
        return new Svg().add("<span class=\"chip verdict %s\">%s</span>", all.style(), text);
    }

    Svg draw() {
        final Svg html = new Svg().raw("<div class=\"cards\">");
        for (final Card card : cards) {
            html.add("<div class=\"card\"><div class=\"top\"><span>%s</span><span class=\"chip %s\">%s</span></div>", card.name(),
                    card.verdict().style(), card.chip())
                .add("<div class=\"big\">%s<small>%s</small></div>", card.big(), Figures.NONE.equals(card.big()) ? "" : card.unit());
            if (card.meter() != null) {
                html.add("<div class=\"meter\"><i class=\"%s\" style=\"width:%s%\"></i>", card.verdict().style(),
                    Math.min(100, card.meter().value() / card.meter().scale() * 100));
                for (final double mark : card.meter().marks()) {
                    html.add("<b style=\"left:%s%\"></b>", mark / card.meter().scale() * 100);
                }
                html.raw("</div>");
            }
            html.add("<div class=\"more\">%s</div></div>", lines(card.more()));
        }
        return html.raw("</div>");
    }

    private static Svg lines(final List<String> lines) {
        final Svg html = new Svg();
        for (int i = 0; i < lines.size(); i++) {
            html.add(i == 0 ? "%s" : "<br>%s", lines.get(i));
        }
        return html;
    }
}

package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.Preset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Browsers and GStreamer show what the encoder says that they show, sample by sample. */
@Timeout(60)
class DecodedByOthersTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int PICTURES = 20;
    /** Decodes the films it is given unit by unit, and sends each picture back as it comes out of the decoder. */
    private static final String PAGE = """
        <!DOCTYPE html><meta charset="utf-8"><title>decode</title><script>
        const say = text => fetch('/end', {method: 'POST', body: text});
        const film = async which => {
          let shown = 0, sent = Promise.resolve(), broken = null;
          const decoder = new VideoDecoder({
            error: e => broken = e,
            output: frame => {
              const n = shown++;
              sent = sent.then(async () => {
                const rect = frame.visibleRect, half = {width: rect.width / 2, height: rect.height / 2};
                const bytes = new Uint8Array(rect.width * rect.height * 3 / 2);
                if (frame.format !== 'I420') throw new Error('pictures are ' + frame.format);
                await frame.copyTo(bytes, {rect: {x: rect.x, y: rect.y, width: rect.width, height: rect.height}, layout: [
                  {offset: 0, stride: rect.width}, {offset: rect.width * rect.height, stride: half.width},
                  {offset: rect.width * rect.height + half.width * half.height, stride: half.width}]});
                frame.close();
                await fetch('/picture/' + which + '/' + n, {method: 'POST', body: bytes});
              });
            }});
          decoder.configure({codec: 'avc1.42E034', optimizeForLatency: true, hardwareAcceleration: 'prefer-software'});
          const all = new DataView(await (await fetch('/units/' + which)).arrayBuffer());
          for (let at = 0, n = 0; at < all.byteLength; n++) {
            const key = all.getInt8(at), length = all.getInt32(at + 1);
            decoder.decode(new EncodedVideoChunk({type: key ? 'key' : 'delta', timestamp: n * 33333,
              data: new Uint8Array(all.buffer, at + 5, length)}));
            at += 5 + length;
          }
          await decoder.flush();
          await sent;
          if (broken) throw broken;
        };
        (async () => {
          try {
            for (let which = 0; which < FILMS; which++) await film(which);
            await say('');
          } catch (e) { await say(String(e)); }
        })();
        </script>""";

    @TempDir
    private Path folder;

    private static List<EncodedFilm> films() {
        final EncoderSettings settings = EncoderSettings.of(320, 192).bitrate(400_000);
        return List.of(new EncodedFilm(settings.preset(Preset.ULTRAFAST), PICTURES), new EncodedFilm(settings.preset(Preset.MEDIUM).temporalLayers(3)
            .keyIntervalFrames(9), PICTURES), new EncodedFilm(settings.size(202, 118).preset(Preset.SLOW).sliceBytes(300), PICTURES));
    }

    @Test
    void gstreamerShowsThem() throws Exception {
        for (final String element : List.of("h264parse", "avdec_h264", "videoconvert", "videocodectestsink")) {
            PeerProcess.require("GStreamer's " + element, "gst-inspect-1.0", "--exists", element);
        }
        for (final EncodedFilm film : films()) {
            final Path stream = Files.write(folder.resolve("film.264"), film.stream());
            final Path pictures = folder.resolve("film.yuv");
            try (PeerProcess player = PeerProcess.start(folder, List.of("gst-launch-1.0", "-q", "filesrc", "location=" + stream, "!", "h264parse",
                "!", "avdec_h264", "!", "videoconvert", "!", "video/x-raw,format=I420", "!", "videocodectestsink", "location=" + pictures))) {
                player.awaitSuccess(LIMIT);
            }
            same("GStreamer", film, cut(Files.readAllBytes(pictures), film));
        }
    }

    private static List<byte[]> cut(final byte[] all, final EncodedFilm film) {
        final int bytes = film.settings().width() * film.settings().height() * 3 / 2;
        final List<byte[]> pictures = new ArrayList<>();
        for (int at = 0; at + bytes <= all.length; at += bytes) {
            pictures.add(java.util.Arrays.copyOfRange(all, at, at + bytes));
        }
        return pictures;
    }

    @Test
    void chromiumShowsThem() throws Exception {
        final String browser = System.getenv().getOrDefault("CHROMIUM", "chromium");
        PeerProcess.require("Chromium", browser, "--version");
        final List<EncodedFilm> films = films();
        final List<Map<Integer, byte[]>> shown = shownBy(browser, films);
        for (int i = 0; i < films.size(); i++) {
            same("Chromium", films.get(i), List.copyOf(new TreeMap<>(shown.get(i)).values()));
        }
    }

    private List<Map<Integer, byte[]>> shownBy(final String browser, final List<EncodedFilm> films) throws Exception {
        final List<Map<Integer, byte[]>> pictures = new ArrayList<>();
        films.forEach(film -> pictures.add(new ConcurrentHashMap<>()));
        final StringBuffer complaint = new StringBuffer();
        final CountDownLatch ended = new CountDownLatch(1);
        final ExecutorService threads = Executors.newFixedThreadPool(2);
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        final byte[] page = PAGE.replace("FILMS", Integer.toString(films.size())).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> answer(exchange, "text/html", page));
        server.createContext("/units/", exchange -> answer(exchange, "application/octet-stream", units(films.get(number(exchange, 2)))));
        server.createContext("/picture/", exchange -> {
            pictures.get(number(exchange, 2)).put(number(exchange, 3), exchange.getRequestBody().readAllBytes());
            answer(exchange, "text/plain", new byte[0]);
        });
        server.createContext("/end", exchange -> {
            complaint.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "text/plain", new byte[0]);
            ended.countDown();
        });
        server.start();
        try (PeerProcess chromium = PeerProcess.start(folder, List.of("env", "TMPDIR=" + folder, browser, "--headless", "--no-sandbox",
            "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-extensions", "--user-data-dir=" + folder.resolve("profile"), "--remote-debugging-port=0",
            "http://localhost:" + server.getAddress().getPort() + "/"))) {
            assertTrue(ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "Chromium did not come to an end: " + chromium.said());
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
        assertEquals("", complaint.toString(), "what the page says");
        return pictures;
    }

    /** A part of the path, the first being 1. */
    private static int number(final HttpExchange exchange, final int part) {
        return Integer.parseInt(exchange.getRequestURI().getPath().split("/")[part]);
    }

    private static byte[] units(final EncodedFilm film) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < film.units().size(); i++) {
            all.writeBytes(ByteBuffer.allocate(5).put((byte) (film.key(i) ? 1 : 0)).putInt(film.units().get(i).length).array());
            all.writeBytes(film.units().get(i));
        }
        return all.toByteArray();
    }

    private static void answer(final HttpExchange exchange, final String type, final byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private static void same(final String who, final EncodedFilm film, final List<byte[]> pictures) {
        assertEquals(film.shown().size(), pictures.size(), "pictures that " + who + " shows");
        for (int i = 0; i < pictures.size(); i++) {
            assertArrayEquals(film.shown().get(i), pictures.get(i), who + ", " + film.settings().preset() + ", picture " + i);
        }
    }
}

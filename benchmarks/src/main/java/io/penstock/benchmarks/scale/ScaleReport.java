package io.penstock.benchmarks.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code scale.json}: the last result of each command under the command's name, with the circumstances it was measured in. */
final class ScaleReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ScaleReport() {
    }

    /**
     * Puts a result into the file and leaves those of other commands as they are.
     *
     * @param file          the file; made if it is not there.
     * @param command       which result to replace.
     * @param circumstances where and when it was measured.
     * @param result        what was measured.
     * @throws IOException if the file cannot be written, or what is there is not JSON.
     */
    static void put(final Path file, final String command, final Circumstances circumstances, final Map<String, Object> result) throws IOException {
        final ObjectNode all = Files.exists(file) && Files.size(file) > 0 ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
        final Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("run", circumstances.toMap());
        entry.putAll(result);
        all.set(command, JSON.valueToTree(entry));
        JSON.writeValue(file.toFile(), all);
    }
}

package io.penstock.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

/**
 * Writes a call down as JSON for programs: keys are the components of {@link CallReport}, in their order; what was not measured is null.
 */
public final class JsonReport {
    private static final JsonMapper MAPPER = JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST).enable(SerializationFeature.INDENT_OUTPUT)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .addModule(new SimpleModule().addSerializer(Double.class, new Figure()).addSerializer(double.class, new Figure())).build();

    /** JSON knows neither infinity nor "not a number": such a figure is none. */
    private static final class Figure extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        Figure() {
            super(Double.class);
        }

        @Override
        public void serialize(final Double value, final JsonGenerator json, final SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                // A thousandth of a millisecond, or of a byte, is finer than anything measured here.
                json.writeNumber(Math.round(value * 1e3) / 1e3);
            } else {
                json.writeNull();
            }
        }
    }

    private JsonReport() {
    }

    /**
     * Writes the report.
     *
     * @param report what to write.
     * @param file   made or overwritten.
     * @throws IOException if the file cannot be written.
     */
    public static void write(final CallReport report, final Path file) throws IOException {
        Files.writeString(file, toJson(report));
    }

    /**
     * The report as text.
     *
     * @param report what to write.
     * @return indented JSON that ends with a newline.
     * @throws IOException if a figure is not a number.
     */
    static String toJson(final CallReport report) throws IOException {
        final DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        return MAPPER.writer(printer).writeValueAsString(report) + '\n';
    }

    /**
     * Reads a report back, to show or compare it.
     *
     * @param file what {@link #write} wrote.
     * @return the report; keys it does not know are skipped.
     * @throws IOException if it cannot be read.
     */
    public static CallReport read(final Path file) throws IOException {
        return MAPPER.readValue(file.toFile(), CallReport.class);
    }
}

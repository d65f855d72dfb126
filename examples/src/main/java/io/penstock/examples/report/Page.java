package io.penstock.examples.report;

/** What every page has around its sections: the styles, the scripts, the headline. */
final class Page {
    private Page() {
    }

    /**
     * A page that needs no other file.
     *
     * @param title    headline.
     * @param subtitle a line below.
     * @param notes    markup of list items at the top, or nothing.
     * @param body     markup of the sections.
     * @param footer   a line at the end.
     * @return the markup.
     */
    static String html(final String title, final String subtitle, final String notes, final String body, final String footer) {
        return new Svg().raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .add("<title>%s</title><style>%s</style></head><body><main>\n", title, new Svg().raw(HtmlReport.resource("report.css")))
            .add("<header><div><h1>%s</h1><p class=\"sub\">%s</p></div></header>\n", title, subtitle)
            .raw(notes.isEmpty() ? "" : "<ul class=\"notes\">" + notes + "</ul>\n").raw(body)
            .add("<footer>%s</footer></main><div id=\"tip\" hidden></div><script>%s</script></body></html>\n", footer,
                new Svg().raw(HtmlReport.resource("report.js")))
            .toString();
    }
}

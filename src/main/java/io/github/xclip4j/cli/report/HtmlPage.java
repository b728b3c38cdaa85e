package io.github.xclip4j.cli.report;

import java.util.List;
import java.util.Locale;

/**
 * A report of one file: style, pictures and script are in it, so that it opens without a network. It follows the
 * reader's light or dark setting, can be read without colours and printed, and tables can be sorted by a click on, or
 * Enter in, the head of a column.
 */
public final class HtmlPage {
  private static final String STYLE = """
      :root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --soft: #5b6470; --line: #d5dae0;
        --bar: #2f6fb5; --bar-soft: #c9dcf0; --bad: #a13d2d; --card: #f5f7f9; }
      @media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --back: #15181c; --soft: #9aa4b0; --line: #363d46;
        --bar: #6ea8e5; --bar-soft: #284562; --bad: #f08a76; --card: #1e2329; } }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto;
        max-width: 70rem; padding: 1.5rem; }
      h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
      p, .note { max-width: 46rem; } .note { color: var(--soft); }
      table { border-collapse: collapse; margin: .5rem 0; } .scroll { overflow: auto; max-height: 40rem; }
      th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
      td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
      th[aria-sort] { cursor: pointer; } th[aria-sort]:focus-visible { outline: 2px solid var(--bar); }
      th[aria-sort=ascending]::after { content: " \\2191"; } th[aria-sort=descending]::after { content: " \\2193"; }
      .big { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
      .big div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; }
      .big b { display: block; font-size: 1.7rem; font-variant-numeric: tabular-nums; }
      .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; }
      .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem; }
      .card img { height: 5rem; margin: 0 .25rem .25rem 0; } .card dl { margin: .3rem 0 0; }
      svg text { fill: var(--text); font: 12px system-ui, sans-serif; } svg .axis { stroke: var(--soft); }
      svg .bar { fill: var(--bar); } svg .soft { fill: var(--bar-soft); } svg .mark { stroke: var(--bad); }
      table.matrix td, table.matrix th { padding: .1rem .3rem; font-size: .8rem; border: 1px solid var(--line); }
      table.matrix th.v { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
      table.matrix td { text-align: right; } table.matrix td.right { font-weight: 700; }
      code { font-size: .9em; overflow-wrap: anywhere; }
      """;

  private static final String SCRIPT = """
      for (const table of document.querySelectorAll('table.sortable')) {
        table.querySelectorAll('th').forEach((head, column) => {
          const sort = () => {
            const up = head.getAttribute('aria-sort') !== 'ascending';
            table.querySelectorAll('th').forEach(each => each.setAttribute('aria-sort', 'none'));
            head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
            const value = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
            const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? 1 : -1)
              * value(a).localeCompare(value(b), undefined, {numeric: true}));
            table.tBodies[0].append(...rows);
          };
          head.addEventListener('click', sort);
          head.addEventListener('keydown', event => { if (event.key === 'Enter') sort(); });
        });
      }
      """;

  private final StringBuilder body = new StringBuilder();
  private final StringBuilder scripts = new StringBuilder(SCRIPT);
  private final String title;

  /** Begins a page with its title as the first heading. */
  public HtmlPage(String title) {
    this.title = title;
    body.append("<h1>").append(escape(title)).append("</h1>\n");
  }

  /** A text as HTML shows it. */
  public static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  /** A heading of a section. */
  public HtmlPage section(String heading) {
    return html("<h2>" + escape(heading) + "</h2>");
  }

  /** A paragraph of text. */
  public HtmlPage paragraph(String text) {
    return html("<p>" + escape(text) + "</p>");
  }

  /** A remark in softer colour. */
  public HtmlPage note(String text) {
    return html("<p class=\"note\">" + escape(text) + "</p>");
  }

  /** HTML as it is. */
  public HtmlPage html(String html) {
    body.append(html).append('\n');
    return this;
  }

  /** Script that runs when the page is there. */
  public HtmlPage script(String script) {
    scripts.append(script).append('\n');
    return this;
  }

  /** A field of a table. */
  public record Cell(String html, String sortValue, boolean number) {
    /** A text. */
    public static Cell text(String text) {
      return new Cell(escape(text), text, false);
    }

    /** A number with so many decimals. */
    public static Cell number(double value, int decimals) {
      boolean exists = Double.isFinite(value);
      return new Cell(exists ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "–",
          exists ? Double.toString(value) : "-1", true);
    }

    /** HTML that is sorted by a number. */
    public static Cell html(String html, double sortValue) {
      return new Cell(html, Double.toString(sortValue), false);
    }
  }

  /** A table whose columns can be sorted. */
  public HtmlPage table(List<String> heads, List<List<Cell>> rows) {
    body.append("<div class=\"scroll\"><table class=\"sortable\"><thead><tr>");
    for (int i = 0; i < heads.size(); i++) {
      boolean number = !rows.isEmpty() && rows.getFirst().get(i).number;
      body.append("<th tabindex=\"0\" aria-sort=\"none\"").append(number ? " class=\"n\">" : ">")
          .append(escape(heads.get(i))).append("</th>");
    }
    body.append("</tr></thead><tbody>\n");
    for (List<Cell> row : rows) {
      body.append("<tr>");
      for (Cell cell : row) {
        body.append("<td").append(cell.number ? " class=\"n\"" : "").append(" data-value=\"")
            .append(escape(cell.sortValue)).append("\">").append(cell.html).append("</td>");
      }
      body.append("</tr>\n");
    }
    return html("</tbody></table></div>");
  }

  /** Numbers that matter most, each with what it is. */
  public HtmlPage figures(List<Figure> figures) {
    body.append("<div class=\"big\">");
    for (Figure figure : figures) {
      body.append("<div>").append(escape(figure.name)).append("<b>").append(escape(figure.value)).append("</b>")
          .append(escape(figure.remark)).append("</div>");
    }
    return html("</div>");
  }

  /**
   * A number.
   *
   * @param name what it is
   * @param value with its unit
   * @param remark how certain it is, for example
   */
  public record Figure(String name, String value, String remark) {}

  /** The whole page. */
  public String text() {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escape(title)
        + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body + "<script>\n" + scripts
        + "</script>\n</body>\n</html>\n";
  }
}

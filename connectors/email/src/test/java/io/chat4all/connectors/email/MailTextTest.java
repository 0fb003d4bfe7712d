package io.chat4all.connectors.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Yes\n\n> Really?",
        "Yes\n\nOn Fri, Nov 20, 2026, Loja wrote:\n> Really?\n> Well.\n",
        "Yes\n\nOn Fri, Nov 20, 2026 at 9:00, Loja\n<loja@shop.example> wrote:\n\n> Really?",
        "Yes\n\n-----Original Message-----\nFrom: Loja\nReally?",
        "Yes\n\n-----Mensagem original-----\nDe: Loja"
      })
  void cutsTheQuotationBelowAnAnswer(String text) {
    assertThat(MailText.withoutQuotedTail(text)).isEqualTo("Yes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "> only this",
        "> one\n\nyes\n\n> two\n\nno",
        "a > b\n--- a line ---\nmore",
        "On Monday he wrote: nothing.",
        "-----Original Message-----\nall of it"
      })
  void leavesWhatMayBeTheMessage(String text) {
    assertThat(MailText.withoutQuotedTail(text)).isEqualTo(text);
  }

  @Test
  void repairsAndBoundsTexts() {
    assertThat(MailText.fit("a\uD83D").text()).isEqualTo("a?");
    assertThat(MailText.fit("😀".repeat(20_000)).text()).endsWith("😀…");
    assertThat(MailText.fit("ok").cut()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          a &lt;b&gt; &#233; &#x1F600; &nope; & | a <b> é 😀 &nope; &
          x < y and <b>bold</b>                 | x < y and bold
          <!-- no --><p>yes</p                  | yes
          <script>a<b</script>ok                | ok
          <style>never closed                   | ''
          """)
  void reducesHtmlToText(String html, String text) {
    assertThat(HtmlText.of(html)).isEqualTo(text);
  }

  @Test
  void keepsLinesAndParagraphsOfHtml() {
    assertThat(HtmlText.of("<div>a</div><div>b<br>c</div><p>d</p><ul><li>e<li>f</ul>"))
        .isEqualTo("a\nb\nc\n\nd\n\ne\nf");
    assertThat(HtmlText.of("yes<blockquote>no<br>never</blockquote>"))
        .isEqualTo("yes\n> no\n> never");
  }

  @Test
  @Timeout(10)
  void hostileTextsTakeNoLongerThanOthers() {
    for (var piece :
        new String[] {"<", "&", "<style>", "<!--", "<a ", "<blockquote>", "> \n", "-"}) {
      var text = piece.repeat(1_000_000 / piece.length());
      var start = System.nanoTime();

      MailText.withoutQuotedTail(HtmlText.of(text));
      MailText.withoutQuotedTail("x\n" + text);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }
}

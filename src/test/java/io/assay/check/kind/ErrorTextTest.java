package io.assay.check.kind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTextTest {

  @ParameterizedTest
  @CsvSource({
    "'ERROR:  division by zero',division by zero",
    "'ERROR:  invalid input syntax for type integer: \"n/a\"',"
        + "'invalid input syntax for type integer: \"…\"'",
    "'ERROR:  value \"99999999999\" is out of range for type integer',"
        + "'value \"…\" is out of range for type integer'",
    "'ERROR:  relation \"kpi\" does not exist','relation \"kpi\" does not exist'",
    "'ERROR:  duplicate key value violates unique constraint \"kpi_pkey\"',"
        + "'duplicate key value violates unique constraint \"kpi_pkey\"'",
    "'',no error text",
    "'  ',no error text"
  })
  void names_stay_and_values_of_rows_go(String message, String quoted) {
    assertThat(ErrorText.of(message)).isEqualTo(quoted);
  }

  @Test
  void a_value_that_breaks_the_line_goes_too() {
    assertThat(ErrorText.of("ERROR:  invalid input syntax for type integer: \"12\n34\""))
        .isEqualTo("invalid input syntax for type integer: \"…\"");
  }
}

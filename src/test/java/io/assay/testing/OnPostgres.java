package io.assay.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// On which major versions of PostgreSQL a test makes sense; on others it is left out and says so.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnPostgres.Condition.class)
public @interface OnPostgres {
  /// The first version.
  int from() default 14;

  /// The last version.
  int to() default 18;

  /// Leaves a test out where it makes no sense.
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      int major = PostgresRelease.chosen().major();
      return AnnotationSupport.findAnnotation(context.getElement(), OnPostgres.class)
          .filter(each -> major < each.from() || major > each.to())
          .map(each ->
              ConditionEvaluationResult.disabled(
                  "it is about PostgreSQL "
                      + each.from()
                      + " to "
                      + each.to()
                      + ", and this is "
                      + major))
          .orElseGet(() -> ConditionEvaluationResult.enabled("PostgreSQL " + major));
    }
  }
}

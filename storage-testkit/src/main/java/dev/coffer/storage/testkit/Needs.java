package dev.coffer.storage.testkit;

import dev.coffer.storage.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a provider must be capable of for these rules to hold; of a method, beside what its class says. A provider that is
 * not must refuse as {@link dev.coffer.storage.Unsupported}: that is what the test asserts then, in place of the rule.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Needs {
    Capability[] value();
}

package dev.coffer.storage.testkit;

import static java.util.stream.Collectors.toCollection;

import dev.coffer.storage.Capability;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Hands the contract to its rules, and asserts the refusal where the provider lacks what a rule needs. */
final class ContractExtension implements ParameterResolver, InvocationInterceptor {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StorageContract.class;
    }

    @Override
    public StorageContract resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRequiredTestInstances()
                .findInstance(StorageContract.class)
                .orElseThrow();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> invocation, ExtensionContext context)
            throws Throwable {
        Rules rules = (Rules) context.getRequiredTestInstance();
        Set<Capability> lacking = needs(invocation);
        lacking.removeAll(rules.storage.capabilities());
        if (lacking.isEmpty()) {
            test.proceed();
        } else {
            test.skip();
            lacking.forEach(rules::assertUnsupported);
        }
    }

    private static Set<Capability> needs(ReflectiveInvocationContext<Method> invocation) {
        return Stream.of(
                        invocation.getTargetClass().getAnnotation(Needs.class),
                        invocation.getExecutable().getAnnotation(Needs.class))
                .flatMap(needs -> Optional.ofNullable(needs).stream())
                .flatMap(needs -> Arrays.stream(needs.value()))
                .collect(toCollection(() -> EnumSet.noneOf(Capability.class)));
    }
}

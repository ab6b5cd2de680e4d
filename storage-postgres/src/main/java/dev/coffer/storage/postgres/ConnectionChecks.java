package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Check;
import dev.coffer.storage.jdbi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the connection is secured, and how the role has logged in. */
final class ConnectionChecks {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration URGENT = Duration.ofDays(7);
    private static final String RENEW = "renew it: a new file is used without a restart; ";

    private static final String IS_ON_THIS_MACHINE = "SELECT coalesce(inet_client_addr() = inet_server_addr(), true)";

    /** What pg_hba.conf has let the role in by; null for {@code trust}. Since PostgreSQL 16. */
    private static final String LOGIN_METHOD = "SELECT split_part(system_user, ':', 1)";

    static final List<Check<Examination>> ALL = List.of(
            new Check<>("tls", ConnectionChecks::tls),
            new Check<>("server-certificate", ConnectionChecks::serverCertificate),
            new Check<>("client-certificate", ConnectionChecks::clientCertificate),
            new Check<>("login-method", ConnectionChecks::loginMethod));

    private ConnectionChecks() {}

    private static Verdict tls(Examination examined) {
        Optional<SecuredSocket.Session> session = examined.tls().session();
        boolean here = examined.is(IS_ON_THIS_MACHINE);
        String advice = "set sslmode=verify-full and sslrootcert in the URL";
        if (session.isEmpty()) {
            String observed = "none: what is stored crosses the network in clear";
            if (here) {
                return Verdict.ok("none, within one machine");
            }
            return examined.tls().staysInPrivateNetworks()
                    ? Verdict.warn(observed + ", a private one", advice)
                    : Verdict.fail(observed, advice);
        }
        String protocol = session.get().protocol();
        if (!examined.tls().verifiesServer() && !here) {
            return Verdict.warn(protocol + ", but the server does not prove who it is", advice);
        }
        return protocol.equals("TLSv1.3") || protocol.equals("TLSv1.2")
                ? Verdict.ok(protocol)
                : Verdict.warn(
                        protocol + " is outdated (RFC 8996)",
                        "set ssl_min_protocol_version = 'TLSv1.2' in postgresql.conf");
    }

    private static Verdict serverCertificate(Examination examined) {
        if (examined.tls().session().isPresent() && !examined.tls().verifiesServer()) {
            return Verdict.ok("not verified, so that its end does not matter");
        }
        return expiry(
                examined,
                examined.tls().session().flatMap(SecuredSocket.Session::serverCertificateExpiresAt),
                RENEW + "ssl_cert_file in postgresql.conf, then SELECT pg_reload_conf()");
    }

    private static Verdict clientCertificate(Examination examined) {
        return expiry(examined, examined.tls().clientCertificateExpiresAt(), RENEW + "sslcert of the URL");
    }

    private static Verdict expiry(Examination examined, Optional<Instant> end, String advice) {
        if (end.isEmpty()) {
            return Verdict.ok("none in use");
        }
        Duration left = Duration.between(examined.now(), end.get());
        String observed = left.isNegative() ? "ended at " + end.get() : "ends in " + Examination.time(left);
        if (left.compareTo(URGENT) < 0) {
            return Verdict.fail(observed, advice);
        }
        return left.compareTo(SOON) < 0 ? Verdict.warn(observed, advice) : Verdict.ok(observed);
    }

    private static Verdict loginMethod(Examination examined) {
        if (examined.setting("password_encryption").equals("md5")) {
            return Verdict.warn(
                    "new passwords are stored as md5",
                    "set password_encryption = 'scram-sha-256', then set each password anew");
        }
        if (examined.version() < 16) {
            return Verdict.ok("new passwords are stored as " + examined.setting("password_encryption"));
        }
        Optional<String> method =
                examined.handle().createQuery(LOGIN_METHOD).mapTo(String.class).findOne();
        if (method.isEmpty()) {
            return examined.is(IS_ON_THIS_MACHINE)
                    ? Verdict.ok("trust, within one machine")
                    : Verdict.fail("trust: whoever reaches the server is let in", "use scram-sha-256 in pg_hba.conf");
        }
        boolean clear =
                method.get().equals("password") && examined.tls().session().isEmpty();
        return method.get().equals("md5") || clear
                ? Verdict.warn(
                        method.get() + " in pg_hba.conf",
                        "use scram-sha-256 there; whose password is stored as md5 sets it anew before")
                : Verdict.ok(method.get());
    }
}

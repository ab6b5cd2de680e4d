package dev.coffer.storage.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Issues certificates (RFC 5280) to the servers and the clients of a test. */
final class Authority {
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 =
            Der.element(Der.SEQUENCE, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    private static final byte[] BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = oid(0x55, 0x1d, 0x11);
    private static final byte[] TRUE = Der.element(0x01, new byte[] {(byte) 0xff});
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final PrivateKey key;
    private final Issued own;
    private final List<byte[]> intermediates;
    private Duration lifetime = Duration.ofHours(1);

    /** A root. */
    Authority(String name) {
        KeyPair keys = keys("EC", 256);
        this.name = name;
        key = keys.getPrivate();
        own = new Issued(List.of(certificate(keys, name, authority())), keys.getPrivate());
        intermediates = List.of();
    }

    private Authority(String name, Authority parent) {
        KeyPair keys = keys("EC", 256);
        this.name = name;
        key = keys.getPrivate();
        own = new Issued(List.of(parent.certificate(keys, name, authority())), keys.getPrivate());
        intermediates = Stream.concat(own.chain().stream(), parent.intermediates.stream())
                .toList();
    }

    /**
     * What was issued.
     *
     * @param chain from the certificate to the last one before the root
     * @param key the certificate's
     */
    record Issued(List<byte[]> chain, PrivateKey key) {
        /** As it stands in a file. */
        String pem() {
            StringBuilder pem = new StringBuilder();
            chain.forEach(certificate -> pem.append(PemText.of("CERTIFICATE", certificate)));
            return pem.toString();
        }

        BigInteger serial() {
            try {
                return ((X509Certificate) CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(chain.get(0))))
                        .getSerialNumber();
            } catch (CertificateException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One that this one vouches for. */
    Authority intermediate(String other) {
        return new Authority(other, this);
    }

    /** How long what it issues from now on is good; an hour unless told. */
    Authority issuingFor(Duration time) {
        lifetime = time;
        return this;
    }

    /** Its own certificate, as it stands in a file. */
    String pem() {
        return own.pem();
    }

    /** A certificate for a name, and for hosts (names or addresses). */
    Issued issue(String subject, String... hosts) {
        return issue(keys("EC", 256), subject, hosts);
    }

    Issued issue(KeyPair keys, String subject, String... hosts) {
        List<byte[]> chain = new ArrayList<>(
                List.of(certificate(keys, subject, hosts.length == 0 ? List.of() : List.of(alternativeNames(hosts)))));
        chain.addAll(intermediates);
        return new Issued(chain, keys.getPrivate());
    }

    static KeyPair keys(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (size > 0) {
                generator.initialize(size);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] certificate(KeyPair keys, String subject, List<byte[]> extensions) {
        byte[] serial = new byte[9];
        RANDOM.nextBytes(serial);
        serial[0] = 1;
        Instant now = Instant.now();
        byte[] toBeSigned = Der.element(
                Der.SEQUENCE,
                Der.element(0xa0, Der.element(Der.INTEGER, new byte[] {2})),
                Der.element(Der.INTEGER, serial),
                ECDSA_WITH_SHA256,
                named(name),
                Der.element(Der.SEQUENCE, time(now.minusSeconds(3600)), time(now.plus(lifetime))),
                named(subject),
                keys.getPublic().getEncoded(),
                extensions.isEmpty()
                        ? new byte[0]
                        : Der.element(0xa3, Der.element(Der.SEQUENCE, extensions.toArray(byte[][]::new))));
        return Der.element(
                Der.SEQUENCE, toBeSigned, ECDSA_WITH_SHA256, Der.element(0x03, new byte[1], signed(toBeSigned)));
    }

    private byte[] signed(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> authority() {
        return List.of(Der.element(
                Der.SEQUENCE, BASIC_CONSTRAINTS, TRUE, Der.element(Der.OCTET_STRING, Der.element(Der.SEQUENCE, TRUE))));
    }

    private static byte[] alternativeNames(String... hosts) {
        byte[] names = Der.element(
                Der.SEQUENCE, Stream.of(hosts).map(Authority::alternativeName).toArray(byte[][]::new));
        return Der.element(Der.SEQUENCE, SUBJECT_ALTERNATIVE_NAME, Der.element(Der.OCTET_STRING, names));
    }

    private static byte[] alternativeName(String host) {
        try {
            return Character.isDigit(host.charAt(0))
                    ? Der.element(0x87, InetAddress.getByName(host).getAddress())
                    : Der.element(0x82, host.getBytes(US_ASCII));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] named(String name) {
        return new X500Principal("CN=" + name).getEncoded();
    }

    private static byte[] time(Instant time) {
        return Der.element(0x17, UTC_TIME.format(time).getBytes(US_ASCII));
    }

    private static byte[] oid(int... bytes) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int part : bytes) {
            content.write(part);
        }
        return Der.element(0x06, content.toByteArray());
    }
}

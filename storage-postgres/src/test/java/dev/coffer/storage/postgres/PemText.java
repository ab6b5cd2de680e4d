package dev.coffer.storage.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/** What OpenSSL and cert-manager write into files. */
final class PemText {
    private static final int POINT = 0x03;

    private PemText() {}

    static String of(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    static String pkcs8(KeyPair keys) {
        return of("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /** RFC 8017, A.1.2. */
    static String pkcs1(KeyPair keys) {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.getPrivate();
        return of(
                "RSA PRIVATE KEY",
                Der.element(
                        Der.SEQUENCE,
                        Stream.of(
                                        BigInteger.ZERO,
                                        key.getModulus(),
                                        key.getPublicExponent(),
                                        key.getPrivateExponent(),
                                        key.getPrimeP(),
                                        key.getPrimeQ(),
                                        key.getPrimeExponentP(),
                                        key.getPrimeExponentQ(),
                                        key.getCrtCoefficient())
                                .map(number -> Der.element(Der.INTEGER, number.toByteArray()))
                                .toArray(byte[][]::new)));
    }

    /** RFC 5915. */
    static String sec1(KeyPair keys) {
        ECPrivateKey key = (ECPrivateKey) keys.getPrivate();
        int size = (key.getParams().getOrder().bitLength() + 7) / 8;
        byte[] number = key.getS().toByteArray();
        byte[] secret = new byte[size];
        int digits = Math.min(size, number.length);
        System.arraycopy(number, number.length - digits, secret, size - digits, digits);
        byte[] publicKey = keys.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(publicKey, publicKey.length - 2 * size - 1, publicKey.length);
        return of(
                "EC PRIVATE KEY",
                Der.element(
                        Der.SEQUENCE,
                        Der.element(Der.INTEGER, new byte[] {1}),
                        Der.element(Der.OCTET_STRING, secret),
                        Der.element(0xa0, curve(keys)),
                        Der.element(0xa1, Der.element(POINT, new byte[1], point))));
    }

    /** As {@code openssl ecparam -genkey} writes it: the curve goes ahead. */
    static String sec1AfterParameters(KeyPair keys) {
        return of("EC PARAMETERS", curve(keys)) + sec1(keys);
    }

    /** The second element of the algorithm. */
    private static byte[] curve(KeyPair keys) {
        byte[] algorithm = Der.firstIn(keys.getPublic().getEncoded());
        return Arrays.copyOfRange(algorithm, 2 + Der.firstIn(algorithm).length, algorithm.length);
    }
}

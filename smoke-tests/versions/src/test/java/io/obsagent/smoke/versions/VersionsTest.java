/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.obsagent.smoke.central.Repository;
import io.obsagent.smoke.servers.MariaDbServer;
import io.obsagent.smoke.servers.PostgresServer;
import io.obsagent.smoke.servers.RedisServer;
import io.obsagent.smoke.servers.S3Server;
import io.obsagent.smoke.servers.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the program of each library with each of its versions, beside the same without the agent:
 * what the program prints is the same, and what the agent records is what {@code expected.txt}
 * says.
 */
class VersionsTest {
  private static final boolean ALL = "all".equals(System.getProperty("versions.run"));
  private static final String ONLY = System.getProperty("versions.library", "all");

  private static Repository repository;
  private static Servers servers;
  private static MariaDbServer mariaDb;
  private static RedisServer cluster;

  @BeforeAll
  static void start() {
    repository = new Repository();
  }

  @AfterAll
  static void stop() throws Exception {
    repository.close();
    if (servers != null) {
      servers.close();
    }
    if (mariaDb != null) {
      mariaDb.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (ALL) {
      Results.write();
      CompatibilityPage.write();
    }
  }

  @TestFactory
  Stream<DynamicContainer> itRunsAsWithoutTheAgentAndIsRecorded() {
    return Library.all().stream()
        .filter(library -> ONLY.equals("all") || List.of(ONLY.split(",")).contains(library.file()))
        .map(
            library ->
                dynamicContainer(
                    library.header("library"),
                    library.versions().stream()
                        .filter(version -> ALL || version.quick())
                        .map(
                            version ->
                                dynamicTest(
                                    library.header("library") + " " + version,
                                    () -> check(library, version)))));
  }

  private static void check(Library library, Library.Version version) throws Exception {
    int jdk = version.option("jdk").isEmpty() ? 0 : Integer.parseInt(version.option("jdk"));
    Path java = Jdk.java(jdk);
    assumeTrue(java != null, "JDK " + jdk + " is not here: ./jdk " + jdk + " fetches it");
    Expectation expected = Expectation.of(version);
    List<Path> jars = repository.classPath(version.coordinates(), version.words("without"));
    List<Path> classPath = new ArrayList<>();
    classPath.add(Programs.compile(library, version, jars));
    classPath.addAll(jars);
    List<String> jvm = new ArrayList<>(version.words("jvm"));
    jvm.addAll(addresses(version.words("servers")));
    String catalogue = version.option("catalogue").replace(' ', ',');
    try (Run plain = Run.start(java, jvm, false, catalogue, classPath);
        Run observed = Run.start(java, jvm, true, catalogue, classPath)) {
      plain.awaitDone();
      plain.end();
      observed.awaitDone();
      List<String> metrics = observed.metrics(expected.section("metrics"));
      List<String> failures = observed.metrics(List.of("obs_advice_failures_total 0"));
      observed.end();
      assertThat(observed.agentLines())
          .as("lines of the agent")
          .isEqualTo(expected.section("agent"));
      assertThat(plain.output())
          .as("output without the agent")
          .isEqualTo(expected.section("output"));
      assertThat(observed.output()).as("output with the agent").isEqualTo(plain.output());
      assertThat(observed.exitValue()).as("exit").isEqualTo(plain.exitValue());
      assertThat(observed.logLines()).as("log").isEqualTo(expected.section("log"));
      assertThat(observed.traces(expected.attributes()))
          .as("traces")
          .isEqualTo(expected.section("traces"));
      assertThat(metrics).as("metrics").isEqualTo(expected.section("metrics"));
      assertThat(failures).containsExactly("obs_advice_failures_total 0");
    }
    if (ALL) {
      Results.passed(library, version, Math.max(jdk, Runtime.version().feature()));
    }
  }

  /** System properties that tell where the servers are that a program needs. */
  private static synchronized List<String> addresses(List<String> wanted) {
    List<String> properties = new ArrayList<>();
    if (wanted.contains("mariadb") || wanted.contains("mysql")) {
      mariaDb = mariaDb == null ? MariaDbServer.start() : mariaDb;
      assumeTrue(mariaDb != null, MariaDbServer.HOW_TO_GET);
      boolean own = wanted.contains("mariadb");
      properties.add("-Djdbc.url=" + (own ? mariaDb.mariaDbUrl() : mariaDb.mySqlUrl()));
      return properties;
    }
    if (wanted.contains("redis-cluster")) {
      cluster = cluster == null ? RedisServer.startCluster() : cluster;
      properties.add("-Dredis.host=" + cluster.host());
      properties.add("-Dredis.port=" + cluster.port());
      return properties;
    }
    if (!wanted.isEmpty() && servers == null) {
      servers = Servers.start("shop");
    }
    if (wanted.contains("postgres")) {
      PostgresServer postgres = servers.postgres();
      properties.add("-Dpostgres.url=" + postgres.jdbcUrl());
    }
    if (wanted.contains("redis")) {
      properties.add("-Dredis.host=" + servers.redis().host());
      properties.add("-Dredis.port=" + servers.redis().port());
    }
    if (wanted.contains("s3")) {
      S3Server s3 = servers.s3();
      properties.add("-Ds3.endpoint=" + s3.endpoint());
      properties.add("-Daws.region=" + s3.region());
      properties.add("-Daws.accessKeyId=" + s3.accessKey());
      properties.add("-Daws.secretKey=" + s3.secretKey());
      properties.add("-Daws.secretAccessKey=" + s3.secretKey());
    }
    return properties;
  }
}

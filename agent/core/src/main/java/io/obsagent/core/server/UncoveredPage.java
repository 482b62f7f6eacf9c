/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import io.obsagent.core.weave.Weaving;
import java.lang.instrument.Instrumentation;
import java.util.Set;
import java.util.TreeSet;

/**
 * Libraries that the application has loaded and that the agent knows by name alone, a line each:
 * what they do is in no trace and no metric; requests to servers that stand on Netty are, without
 * their routes. Looks through the loaded classes when it is asked, and no sooner. Thread-safe.
 */
public final class UncoveredPage implements Page {
  /** Packages, and whose they are. */
  private static final String[][] LIBRARIES = {
    {"akka.http.", "Akka HTTP"},
    {"co.elastic.clients.", "Elasticsearch's client"},
    {"com.aerospike.client.", "Aerospike"},
    {"com.amazonaws.services.dynamodbv2.", "AWS DynamoDB"},
    {"com.amazonaws.services.sqs.", "AWS SQS"},
    {"com.couchbase.client.", "Couchbase"},
    {"com.datastax.", "Cassandra"},
    {"com.google.cloud.storage.", "Google Cloud Storage"},
    {"com.hazelcast.", "Hazelcast"},
    {"com.linecorp.armeria.", "Armeria"},
    {"com.mongodb.", "MongoDB"},
    {"com.rabbitmq.client.", "RabbitMQ"},
    {"com.twitter.finagle.", "Finagle"},
    {"graphql.", "GraphQL"},
    {"io.grpc.", "gRPC"},
    {"io.helidon.webclient.", "Helidon's client"},
    {"io.helidon.webserver.", "Helidon"},
    {"io.ktor.client.", "Ktor's client"},
    {"io.ktor.server.", "Ktor"},
    {"io.micronaut.http.client.", "Micronaut's client"},
    {"io.micronaut.http.server.", "Micronaut"},
    {"io.r2dbc.", "R2DBC"},
    {"io.vertx.core.http.", "Vert.x HTTP"},
    {"jakarta.jms.", "JMS"},
    {"javax.jms.", "JMS"},
    {"net.spy.memcached.", "Memcached"},
    {"org.apache.activemq.", "ActiveMQ"},
    {"org.apache.cxf.", "CXF"},
    {"org.apache.dubbo.", "Dubbo"},
    {"org.apache.ignite.", "Ignite"},
    {"org.apache.kafka.clients.", "Kafka"},
    {"org.apache.pekko.http.", "Pekko HTTP"},
    {"org.apache.pulsar.client.", "Pulsar"},
    {"org.apache.rocketmq.client.", "RocketMQ"},
    {"org.apache.solr.client.", "Solr"},
    {"org.apache.thrift.", "Thrift"},
    {"org.asynchttpclient.", "AsyncHttpClient"},
    {"org.elasticsearch.client.", "Elasticsearch's client"},
    {"org.glassfish.grizzly.http.", "Grizzly"},
    {"org.http4s.", "http4s"},
    {"org.jboss.resteasy.reactive.", "RESTEasy Reactive"},
    {"org.neo4j.driver.", "Neo4j"},
    {"org.opensearch.client.", "OpenSearch's client"},
    {"org.springframework.amqp.", "Spring AMQP"},
    {"org.springframework.integration.", "Spring Integration"},
    {"org.springframework.ws.", "Spring Web Services"},
    {"play.core.server.", "Play"},
    {"ratpack.", "Ratpack"},
    {"software.amazon.awssdk.services.dynamodb.", "AWS DynamoDB"},
    {"software.amazon.awssdk.services.sqs.", "AWS SQS"},
  };

  private final Instrumentation instrumentation;

  /** A page on the classes of a JVM. */
  public UncoveredPage(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  @Override
  public Response get(Request request) {
    Set<String> seen = new TreeSet<>();
    for (Class<?> loaded : Weaving.loadedClasses(instrumentation)) {
      // What the agent has of them itself is not the application's.
      if (loaded.getClassLoader() != UncoveredPage.class.getClassLoader()) {
        add(loaded.getName(), seen);
      }
    }
    StringBuilder text = new StringBuilder();
    for (String library : seen) {
      text.append(library).append('\n');
    }
    return Response.text(200, "text/plain; charset=utf-8", text.toString());
  }

  private static void add(String className, Set<String> seen) {
    for (String[] library : LIBRARIES) {
      if (className.startsWith(library[0])) {
        seen.add(library[1]);
      }
    }
  }
}

/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Travel bookings: JAX-RS resources and a WebSocket endpoint on an embedded Jetty. */
public final class ImutisApplication {
  private static final Logger log = LoggerFactory.getLogger(ImutisApplication.class);

  private ImutisApplication() {}

  /** Starts it; ends with the process. */
  public static void main(String[] args) throws Exception {
    Settings settings = Settings.from(System.getenv());
    HikariDataSource database = database(settings);
    createTables(database);
    RedisClient redis = RedisClient.create(settings.redisUrl());
    TravelCache cache = new TravelCache(redis.connect());
    SeatFeed feed = new SeatFeed();

    ResourceConfig resources =
        new ResourceConfig()
            .register(new HealthResource())
            .register(new TravelResource(new TravelStore(database), cache))
            .register(new BookingResource(new BookingStore(database), cache, feed))
            .register(new TokenFilter(settings.jwtSecret(), settings.jwtIssuer()))
            .register(new RateLimitFilter(settings.requestsPerMinute()));

    Server server = new Server(settings.port());
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(new ServletHolder(new ServletContainer(resources)), "/*");
    JakartaWebSocketServletContainerInitializer.configure(
        context, (servletContext, container) -> container.addEndpoint(seats(feed)));
    server.setHandler(context);
    server.setStopAtShutdown(true);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  redis.shutdown();
                  database.close();
                }));
    server.start();
    log.info("AI-IMUTIS API started on port {}", settings.port());
    server.join();
  }

  private static ServerEndpointConfig seats(SeatFeed feed) {
    return ServerEndpointConfig.Builder.create(SeatEndpoint.class, SeatEndpoint.PATH)
        .configurator(
            new ServerEndpointConfig.Configurator() {
              @Override
              public <T> T getEndpointInstance(Class<T> type) {
                return type.cast(new SeatEndpoint(feed));
              }
            })
        .build();
  }

  private static HikariDataSource database(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("imutis");
    config.setJdbcUrl(settings.databaseUrl());
    config.setUsername(settings.databaseUser());
    config.setPassword(settings.databasePassword());
    config.setMaximumPoolSize(20);
    config.setMinimumIdle(2);
    return new HikariDataSource(config);
  }

  private static void createTables(HikariDataSource database) throws IOException, SQLException {
    try (InputStream script = ImutisApplication.class.getResourceAsStream("/schema.sql");
        Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

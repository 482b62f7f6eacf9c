/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@EnableAutoConfiguration
@RestController
public class Main {
  private static final byte[] KEY =
      "a secret that is known to nobody else".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER =
      "a secret that is known to nobody at all".getBytes(StandardCharsets.UTF_8);

  public static void main(String[] args) throws Exception {
    ConfigurableApplicationContext context =
        SpringApplication.run(
            Main.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--logging.level.root=OFF");
    int port = Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
    long now = System.currentTimeMillis() / 1000;
    ask(port, "valid", token(KEY, now + 3600));
    ask(port, "expired", token(KEY, now - 3600));
    ask(port, "forged", token(OTHER, now + 3600));
    ask(port, "malformed", "no.token");
    System.out.println("missing: " + Web.ask(port, "/me").trim());
  }

  private static void ask(int port, String what, String token) throws Exception {
    System.out.println(what + ": " + Web.ask(port, "/me", "Authorization: Bearer " + token).trim());
  }

  private static String token(byte[] key, long expiry) throws Exception {
    String signed =
        encode("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + encode(("{\"sub\":\"ann\",\"exp\":" + expiry + "}").getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Validates tokens. */
  @Bean
  public JwtDecoder decoder() {
    return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(KEY, "HmacSHA256")).build();
  }

  @GetMapping("/me")
  public String me(Principal user) {
    return user.getName();
  }
}

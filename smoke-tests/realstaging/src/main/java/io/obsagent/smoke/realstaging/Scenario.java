/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.servers.Behaviour;
import io.obsagent.smoke.servers.ReplicateServer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to Real Staging, well or badly, one at a time. */
public enum Scenario {
  /** An image is staged. */
  STAGED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.good());
    }
  },
  /** An image is staged by a model that answers at once. */
  STAGED_IMMEDIATELY {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, new NewImage(ReplicateServer.MODEL, null, true, true));
    }
  },
  /** An image is staged by one version of a model. */
  STAGED_BY_VERSION {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.MODEL + ":0123abcd"));
    }
  },
  /** A model takes a second. */
  SLOW_MODEL {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.SLOW));
    }
  },
  /** Replicate is busy once, and the worker comes again as told. */
  THROTTLED_ONCE {
    @Override
    void play(RealStaging system, Transcript transcript) {
      system.servers().replicate().next(Behaviour.throttle(Duration.ofSeconds(1)));
      image(system, transcript, NewImage.good());
    }
  },
  /** The images of a user are listed. */
  LISTED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      Reply reply = system.get("/api/v1/images", Tokens.valid("user_def456"));
      transcript.add("GET /api/v1/images: " + reply);
    }
  },
  /** A request that needs no token. */
  PINGED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      transcript.add("GET /ping: " + system.get("/ping"));
    }
  },
  /** Somebody signs up, and another with the address of a user that there is. */
  SIGNED_UP {
    @Override
    void play(RealStaging system, Transcript transcript) {
      Reply created = system.signUp("user" + System.nanoTime() + "@example.com", "web");
      transcript.add("POST /signup: " + created.status());
      Reply taken = system.signUp("ada@example.com", "invite");
      transcript.add("POST /signup: " + taken.status());
    }
  },
  /** Two users subscribe and pay, and one of them goes again. */
  SUBSCRIBED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      told(system, transcript, "checkout.session.completed", CHECKOUT);
      told(system, transcript, "customer.subscription.created", SUBSCRIPTION);
      told(system, transcript, "customer.subscription.created", SUBSCRIPTION);
      told(system, transcript, "invoice.paid", INVOICE);
      told(system, transcript, "customer.subscription.deleted", SUBSCRIPTION);
    }
  },
  /** Somebody who is not Stripe tells of a payment. */
  PAYMENT_FORGED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      transcript.add("POST /stripe: " + system.stripe().forge("invoice.paid", INVOICE).status());
    }
  },
  /** No token. */
  TOKEN_MISSING {
    @Override
    void play(RealStaging system, Transcript transcript) {
      refused(system, transcript, null);
    }
  },
  /** A token whose time is over. */
  TOKEN_EXPIRED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      refused(system, transcript, Tokens.expired(Tokens.USER));
    }
  },
  /** A token with the signature of someone else. */
  TOKEN_FORGED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      refused(system, transcript, Tokens.forged(Tokens.USER));
    }
  },
  /** A token that is none. */
  TOKEN_MALFORMED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      refused(system, transcript, Tokens.malformed());
    }
  },
  /** A good token of a user that does not exist. */
  USER_UNKNOWN {
    @Override
    void play(RealStaging system, Transcript transcript) {
      refused(system, transcript, Tokens.valid(Tokens.STRANGER));
    }
  },
  /** A request that lacks what it must have. */
  BAD_REQUEST {
    @Override
    void play(RealStaging system, Transcript transcript) {
      Reply reply = system.post("{\"style\":\"modern\"}", Tokens.valid(Tokens.USER));
      transcript.add("POST /api/v1/images: " + reply);
    }
  },
  /** An image that does not exist. */
  NOT_FOUND {
    @Override
    void play(RealStaging system, Transcript transcript) {
      String path = "/api/v1/images/00000000-0000-4000-8000-000000000000";
      transcript.add("GET " + path + ": " + system.get(path, Tokens.valid(Tokens.USER)));
    }
  },
  /** A path that does not exist. */
  NO_SUCH_PATH {
    @Override
    void play(RealStaging system, Transcript transcript) {
      transcript.add("GET /nowhere: " + system.get("/nowhere"));
    }
  },
  /** The database refuses the name of the model, and the API fails. */
  SERVER_ERROR {
    @Override
    void play(RealStaging system, Transcript transcript) {
      Reply reply = system.post(NewImage.with("Not A Model").json(), Tokens.valid(Tokens.USER));
      transcript.add("POST /api/v1/images: " + reply);
    }
  },
  /** The client's upload is refused, so the worker finds no original. */
  UPLOAD_REFUSED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      Reply created = system.post(NewImage.good().json(), Tokens.valid(Tokens.USER));
      transcript.add("POST /api/v1/images: " + created);
      String forged = created.field("upload_url").replace("Signature=", "Signature=0");
      transcript.add("PUT original: " + system.upload(forged, RealStaging.ORIGINAL).status());
      system.awaitEnd(created.field("id"));
      end(system, transcript, created.field("id"));
    }
  },
  /** The client never uploads: the worker's download fails. */
  ORIGINAL_MISSING {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, new NewImage(ReplicateServer.MODEL, null, false, false));
    }
  },
  /** The bucket for the result does not exist: the worker's upload fails. */
  RESULT_BUCKET_MISSING {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, new NewImage(ReplicateServer.MODEL, "no-such-bucket", false, true));
    }
  },
  /** The model fails. */
  MODEL_FAILS {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.FAILING));
    }
  },
  /** Someone else cancels the prediction. */
  PREDICTION_CANCELED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.CANCELED));
    }
  },
  /** Replicate answers 401. */
  REPLICATE_UNAUTHORIZED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.UNAUTHORIZED));
    }
  },
  /** Replicate answers 422. */
  REPLICATE_INVALID {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.INVALID));
    }
  },
  /** Replicate answers 429, and again when the worker comes back. */
  REPLICATE_THROTTLED {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.THROTTLED));
    }
  },
  /** Replicate answers 500. */
  REPLICATE_BROKEN {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.BROKEN));
    }
  },
  /** The model never ends: the worker cancels the prediction and gives up. */
  JOB_TIMEOUT {
    @Override
    void play(RealStaging system, Transcript transcript) {
      image(system, transcript, NewImage.with(ReplicateServer.ENDLESS));
    }
  },
  /** An element that is no job is skipped, and the next job is done. */
  POISONED_ELEMENT {
    @Override
    void play(RealStaging system, Transcript transcript) {
      system.enqueue("this is not JSON");
      image(system, transcript, NewImage.good());
    }
  };

  private static final String CHECKOUT =
      "{\"id\":\"cs_1\",\"object\":\"checkout.session\",\"mode\":\"subscription\",\"payment_status\":\"paid\","
          + "\"metadata\":{\"plan\":\"pro\"}}";

  private static final String SUBSCRIPTION =
      "{\"id\":\"sub_1\",\"object\":\"subscription\",\"status\":\"active\",\"metadata\":{\"plan\":\"pro\"},"
          + "\"cancellation_details\":{\"reason\":\"cancellation_requested\"}}";

  private static final String INVOICE =
      "{\"id\":\"in_1\",\"object\":\"invoice\",\"amount_paid\":1900,\"lines\":{\"object\":\"list\",\"data\":["
          + "{\"id\":\"il_1\",\"object\":\"line_item\",\"price\":{\"id\":\"price_1\",\"object\":\"price\","
          + "\"lookup_key\":\"pro\"}}]}}";

  /** Does it, waits for its end, and tells what was seen. */
  public Transcript run(RealStaging system) {
    Transcript transcript = new Transcript();
    play(system, transcript);
    return transcript;
  }

  abstract void play(RealStaging system, Transcript transcript);

  private static void image(RealStaging system, Transcript transcript, NewImage image) {
    Submission submission = system.submitImage(image);
    transcript.add("POST /api/v1/images: " + submission.created());
    if (submission.uploaded() != null) {
      transcript.add("PUT original: " + submission.uploaded().status());
    }
    end(system, transcript, submission.id());
  }

  /** What clients can see of an image that has come to its end. */
  private static void end(RealStaging system, Transcript transcript, String id) {
    String path = "/api/v1/images/" + id;
    transcript.add("GET " + path + ": " + system.get(path, Tokens.valid(Tokens.USER)));
    for (Map.Entry<String, byte[]> object : system.objects(id).entrySet()) {
      transcript.add("stored " + object.getKey() + " " + sha256(object.getValue()));
    }
  }

  private static void told(RealStaging system, Transcript transcript, String type, String object) {
    transcript.add("POST /stripe: " + type + " " + system.stripe().send(type, object).status());
  }

  private static void refused(RealStaging system, Transcript transcript, @Nullable String token) {
    transcript.add("POST /api/v1/images: " + system.post(NewImage.good().json(), token));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

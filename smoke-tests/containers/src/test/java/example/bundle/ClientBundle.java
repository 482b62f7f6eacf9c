/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.bundle;

import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Asks the host, by a client inside of this bundle. */
public final class ClientBundle implements BundleActivator, Callable<String> {
  private final OkHttpClient client = new OkHttpClient();

  @Override
  public void start(BundleContext context) {
    context.registerService(Callable.class, this, null);
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public String call() throws Exception {
    Request request = new Request.Builder().url(System.getProperty("ping")).build();
    try (Response response = client.newCall(request).execute()) {
      return response.body().string();
    }
  }
}

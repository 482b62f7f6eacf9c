/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.List;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Stock.serve();
    JsonMapper json = new JacksonJsonMapper();
    InMemoryStorageProvider store = new InMemoryStorageProvider();
    store.setJobMapper(new JobMapper(json));
    JobScheduler scheduler = new JobScheduler(store, List.of());
    Web.request(
        "/report",
        () -> {
          scheduler.<Reports>enqueue(reports -> reports.write("june"));
          return "asked for";
        });
    scheduler.<Reports>enqueue(reports -> reports.fail());
    BackgroundJobServer server =
        new BackgroundJobServer(
            store,
            json,
            null,
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(1)
                .andPollIntervalInSeconds(5));
    server.start();
    System.out.println(Reports.DONE.take());
    System.out.println(Reports.DONE.take());
    server.stop();
  }
}

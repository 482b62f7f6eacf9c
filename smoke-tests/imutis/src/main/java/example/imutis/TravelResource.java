/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Journeys on offer. */
@Path("/api/travels")
@Produces(MediaType.APPLICATION_JSON)
public class TravelResource {
  private final TravelStore store;
  private final TravelCache cache;

  TravelResource(TravelStore store, TravelCache cache) {
    this.store = store;
    this.cache = cache;
  }

  @GET
  public List<Travel> search(@QueryParam("destination") String destination) throws SQLException {
    return store.search(destination == null ? "%" : destination + "%");
  }

  @GET
  @Path("{id}")
  public Travel get(@PathParam("id") String id) throws SQLException, IOException {
    Travel cached = cache.get(id);
    if (cached != null) {
      return cached;
    }
    Travel travel = store.find(id).orElseThrow(NotFoundException::new);
    cache.put(travel);
    return travel;
  }

  /** The most booked of late. */
  @GET
  @Path("popular")
  public List<String> popular() {
    return cache.popular(10);
  }
}

/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bookings of whoever asks. */
@Path("/api/bookings")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BookingResource {
  private static final Logger log = LoggerFactory.getLogger(BookingResource.class);

  private final BookingStore store;
  private final TravelCache cache;
  private final SeatFeed feed;

  BookingResource(BookingStore store, TravelCache cache, SeatFeed feed) {
    this.store = store;
    this.cache = cache;
    this.feed = feed;
  }

  @POST
  public Response book(@Context SecurityContext security, NewBooking wanted) throws SQLException {
    if (wanted == null || wanted.travel() == null || wanted.seats() < 1) {
      throw new BadRequestException();
    }
    try {
      Booking booking = store.book(security.getUserPrincipal().getName(), wanted);
      cache.booked(booking.travel());
      feed.taken(booking.travel(), booking.seats());
      log.atInfo()
          .addKeyValue("booking_id", booking.id())
          .addKeyValue("route_id", booking.travel())
          .log("Booking created successfully");
      return Response.created(URI.create("/api/bookings/" + booking.id())).entity(booking).build();
    } catch (RefusedException e) {
      log.warn("Booking refused: {}", e.getMessage());
      return Response.status(e.status()).entity(Map.of("error", e.getMessage())).build();
    }
  }

  @GET
  public List<Booking> list(@Context SecurityContext security) throws SQLException {
    return store.list(security.getUserPrincipal().getName());
  }

  @GET
  @Path("{id}")
  public Booking get(@Context SecurityContext security, @PathParam("id") UUID id)
      throws SQLException {
    return store
        .find(security.getUserPrincipal().getName(), id)
        .orElseThrow(NotFoundException::new);
  }

  @DELETE
  @Path("{id}")
  public void cancel(@Context SecurityContext security, @PathParam("id") UUID id)
      throws SQLException {
    if (!store.cancel(security.getUserPrincipal().getName(), id)) {
      throw new NotFoundException();
    }
  }
}

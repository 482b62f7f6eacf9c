/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.core.Response;

/** A resource of JAX-RS. */
@Path("/shop")
public class Items {
  @GET
  @Path("items/{id}")
  public String item(@PathParam("id") String id) throws Exception {
    return query();
  }

  @GET
  @Path("gone")
  public Response gone() {
    return Response.status(410).build();
  }

  private static String query() {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      rows.next();
      return rows.getString(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a client asks for. */
  static void ask(int port) throws IOException {
    Web.get(port, "/shop/items/1");
    Web.get(
        port,
        "/shop/items/1",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Web.get(port, "/shop/gone");
    System.out.println("nothing: " + Web.ask(port, "/shop/nothing").substring(0, 3));
  }
}

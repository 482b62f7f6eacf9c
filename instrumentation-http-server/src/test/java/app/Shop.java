/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package app;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.context.request.async.DeferredResult;

/** A controller with every way to answer. */
@Controller
@ResponseBody
public class Shop {
  @GetMapping("/items/{id}")
  public String item(@PathVariable("id") String id) {
    return id;
  }

  @GetMapping("/fail/{id}")
  public String fail(@PathVariable("id") String id) {
    throw new IllegalStateException(id);
  }

  @GetMapping("/callable/{id}")
  public Callable<String> callable(@PathVariable("id") String id) {
    return () -> id;
  }

  @GetMapping("/callable-fail/{id}")
  public Callable<String> callableFail(@PathVariable("id") String id) {
    return () -> {
      throw new IllegalStateException(id);
    };
  }

  @GetMapping("/deferred/{id}")
  public DeferredResult<String> deferred(@PathVariable("id") String id) {
    DeferredResult<String> result = new DeferredResult<>();
    new Thread(() -> result.setResult(id)).start();
    return result;
  }

  @GetMapping("/never/{id}")
  public DeferredResult<String> never(@PathVariable("id") String id) {
    return new DeferredResult<>(50L);
  }

  @GetMapping("/future/{id}")
  public CompletableFuture<String> future(@PathVariable("id") String id) {
    return CompletableFuture.supplyAsync(() -> id);
  }

  @GetMapping("/moved/{id}")
  public void moved(
      javax.servlet.http.HttpServletRequest request,
      javax.servlet.http.HttpServletResponse response)
      throws Exception {
    request.getRequestDispatcher("/items/moved").forward(request, response);
  }

  @RequestMapping("/error")
  public String error() {
    return "sorry";
  }
}

package io.assay.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A server on loopback that plays Slack's Socket Mode: it hands out tickets for connections, keeps
/// these, and remembers what it is sent. To every other call of the Web API it says yes.
public final class FakeSocketMode implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Channel server;
  private final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private volatile String refusal = "";

  private record Post(String path, String body) {}

  public FakeSocketMode() {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1_000_000),
                            new WebSocketServerProtocolHandler("/link", true),
                            new Messages(),
                            new Tickets());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /// Returns the address to configure as `api`.
  public String api() {
    return "http://localhost:" + port() + "/api/";
  }

  private int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /// Refuses tickets from now on with this error; none when it is empty.
  public void refuse(String error) {
    refusal = error;
  }

  /// Returns how many connections are open.
  public int connected() {
    return connections.size();
  }

  /// Returns the tokens with which tickets were asked for.
  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  /// Sends a text over the newest connection.
  public void send(String text) {
    send(connections.size() - 1, text);
  }

  /// Sends a text over the connection of this number, counted from 0 by age.
  public void send(int connection, String text) {
    connections.get(connection).writeAndFlush(new TextWebSocketFrame(text)).syncUninterruptibly();
  }

  /// Breaks all connections.
  public void breakAll() {
    connections.forEach(connection -> connection.close().syncUninterruptibly());
  }

  /// Returns the texts that came over all connections, in order.
  public List<String> received() {
    return List.copyOf(received);
  }

  /// Returns the bodies that were posted to addresses that end so, in order; forms are decoded.
  public List<String> posts(String end) {
    return posts.stream().filter(post -> post.path().endsWith(end)).map(Post::body).toList();
  }

  private final class Messages extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        connections.add(context.channel());
        context.writeAndFlush(new TextWebSocketFrame("{\"type\":\"hello\",\"num_connections\":1}"));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connections.remove(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      received.add(frame.text());
    }
  }

  private final class Tickets extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.OK,
              Unpooled.copiedBuffer(answer(request), StandardCharsets.UTF_8));
      response.headers().set("Content-Type", "application/json");
      response.headers().set("Content-Length", response.content().readableBytes());
      context.writeAndFlush(response);
    }

    private String answer(FullHttpRequest request) {
      if (!request.uri().endsWith("/apps.connections.open")) {
        String body = request.content().toString(StandardCharsets.UTF_8);
        boolean form =
            String.valueOf(request.headers().get("Content-Type")).contains("form-urlencoded");
        posts.add(
            new Post(request.uri(), form ? URLDecoder.decode(body, StandardCharsets.UTF_8) : body));
        return "{\"ok\":true,\"channel\":\"C0DATA\",\"ts\":\"1700000000.000100\"}";
      }
      tokens.add(String.valueOf(request.headers().get("Authorization")));
      return refusal.isEmpty()
          ? "{\"ok\":true,\"url\":\"ws://localhost:%d/link?ticket=1&app_id=A1\"}".formatted(port())
          : "{\"ok\":false,\"error\":\"%s\"}".formatted(refusal);
    }
  }

  @Override
  public void close() {
    breakAll();
    server.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

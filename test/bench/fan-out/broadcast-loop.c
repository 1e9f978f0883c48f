/*
 * The floor of fan-out, as far as the kernel goes: bytes in on one socket, one send() to each
 * receiver, and nothing else. Prints its two ports, source first, and ends with standard input.
 *
 * broadcast-loop IN_BYTES OUT_BYTES JOINED
 *   IN_BYTES   of a frame that the source sends
 *   OUT_BYTES  that each receiver gets for it
 *   JOINED     frames that share one send()
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char WELCOME[] = "HTTP/1.1 101 \r\n\r\n";
static const int ON = 1;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int listener(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) || listen(fd, 1024) ||
	    getsockname(fd, (struct sockaddr *)&address, &length))
		fail("listen");
	*port = ntohs(address.sin_port);
	return fd;
}

static int accepted(int listening)
{
	int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	if (fd < 0)
		fail("accept");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &ON, sizeof ON);
	return fd;
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		fail("epoll_ctl");
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "Expected three numbers, got %d\n", argc - 1);
		return 2;
	}
	const long in_bytes = atol(argv[1]), out_bytes = atol(argv[2]), joined = atol(argv[3]);
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);

	int source_port, receiver_port, source = -1;
	const int sources = listener(&source_port), receivers = listener(&receiver_port);
	const int epoll = epoll_create1(0);
	watch(epoll, STDIN_FILENO);
	watch(epoll, sources);
	watch(epoll, receivers);
	printf("%d %d\n", source_port, receiver_port);
	fflush(stdout);

	char *frames = malloc(out_bytes * joined), buffer[65536];
	memset(frames, 0x5a, out_bytes * joined);
	int *sockets = malloc(files.rlim_max > 65536 ? sizeof(int) * 65536 : sizeof(int) * files.rlim_max);
	long count = 0, pending_bytes = 0;
	for (;;) {
		struct epoll_event events[64];
		const int ready = epoll_wait(epoll, events, 64, -1);
		for (int i = 0; i < ready; i++) {
			const int fd = events[i].data.fd;
			if (fd == STDIN_FILENO)
				return 0;
			if (fd == sources) {
				source = accepted(sources);
				watch(epoll, source);
			} else if (fd == receivers) {
				sockets[count++] = accepted(receivers);
				if (send(sockets[count - 1], WELCOME, sizeof WELCOME - 1, MSG_NOSIGNAL) < 0)
					fail("send");
			} else if (fd == source) {
				const ssize_t got = read(source, buffer, sizeof buffer);
				if (got <= 0)
					return got < 0;
				for (pending_bytes += got; pending_bytes >= in_bytes * joined;
				     pending_bytes -= in_bytes * joined)
					for (long s = 0; s < count; s++)
						if (send(sockets[s], frames, out_bytes * joined, MSG_NOSIGNAL) !=
						        out_bytes * joined &&
						    errno != EPIPE && errno != ECONNRESET)
							fail("send");
			}
		}
	}
}

"""An echo server on a free port that it prints; the message `close` makes it close with 4001."""

import asyncio

import websockets


async def serve(socket):
    async for message in socket:
        if message == "close":
            await socket.close(4001, "as asked")
        else:
            await socket.send(message)


async def main():
    async with websockets.serve(serve, "127.0.0.1", 0, max_size=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.sleep(60)


asyncio.run(main())

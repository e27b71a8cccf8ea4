"""Drives an echo server with an independent client: python3 client.py ws://127.0.0.1:PORT/echo"""

import asyncio
import sys

import websockets


async def main(url):
    async with websockets.connect(url, max_size=None) as socket:
        await socket.send("grüße")
        assert await socket.recv() == "grüße"
        data = bytes(range(256)) * 300
        await socket.send(data)
        assert await socket.recv() == data
        # One message in fragments.
        await socket.send(["a", "b", "", "c"])
        assert await socket.recv() == "abc"
        await (await socket.ping(b"still there?"))
        for number in range(1000):
            await socket.send(str(number))
        for number in range(1000):
            assert await socket.recv() == str(number)
        # The server pings every 100 ms, and this client answers.
        await asyncio.sleep(0.5)
        await socket.send("later")
        assert await socket.recv() == "later"
    assert socket.close_code == 1000, socket.close_code
    async with websockets.connect(url) as socket:
        await socket.send(b"x" * 100_001)
        try:
            await socket.recv()
            raise AssertionError("a message over the limit came back")
        except websockets.ConnectionClosed as end:
            assert end.rcvd.code == 1009, end
    print("ok")


asyncio.run(main(sys.argv[1]))

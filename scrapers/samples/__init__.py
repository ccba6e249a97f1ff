"""Sample portals: pages of the product's own making, served on loopback in the markup of the main CMS families.

Here belong what the pages say (content/), how a family puts it into HTML (one module and one template folder a family),
the little web server, and the portal files of the samples. Nothing here crawls or reads anything.
"""
